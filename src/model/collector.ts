import type { Fact } from './fact.ts';
import type { Gap } from './gap.ts';

/** What a collector saw, in any order. A collector says what was seen and never judges. */
export type Sighting = { readonly fact: Fact } | { readonly gap: Gap };

export interface CollectorContext {
  readonly signal: AbortSignal;
  /** How many things may be done at once; a collector's own measure where the user did not say. */
  readonly jobs?: number;
  /** True: nothing beyond this machine may be asked; what would need it is a gap. */
  readonly offline?: boolean;
  /**
   * What the answer is made of; absent: everything. `network`: of containers names, images and ports are read,
   * and what else they say is undefined.
   */
  readonly only?: 'network';
  /** Tells a person what is being looked at; shown on a terminal only. */
  progress(message: string): void;
}

/**
 * A way to look at one kind of target. It throws a `Failure` only when the target as a whole cannot
 * be looked at; anything less is a gap, and what was seen before stays.
 */
export interface Collector<Target> {
  readonly name: string;
  collect(target: Target, context: CollectorContext): AsyncIterable<Sighting>;
}
