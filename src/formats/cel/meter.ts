import type { Value } from './values.ts';

/** Thrown by `Meter` when an expression costs more than it may. */
export class OverBudget extends Error {}

/** Counts what an evaluation costs. */
export class Meter {
  cost = 0;
  limit = Infinity;
  charge(units: number): void {
    this.cost += units;
    if (this.cost > this.limit) throw new OverBudget();
  }
}

/** What an evaluation works with; one program is evaluated many times, never twice at once. */
export interface Frame {
  readonly meter: Meter;
  readonly variables: { get(name: string): Value };
}

/** A fault of the server's own cost tracking, which ends the evaluation there; its message is the server's. */
export class ServerPanic extends Error {}

/** A conversion of a literal that fails, which the API server already refuses. */
export class PlanFault extends Error {}
