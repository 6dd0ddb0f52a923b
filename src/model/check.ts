import type { Fact, FactKind } from './fact.ts';
import type { Judgement, Reference } from './outcome.ts';
import type { Severity } from './severity.ts';

type Needs = Readonly<Record<string, FactKind<never> | FactKind<unknown>>>;
export type FactsFor<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends FactKind<infer V> ? readonly Fact<V>[] : never;
};

/** A check: what it is as data, and one pure function over facts. */
export interface Check<N extends Needs = Needs> {
  /** Three letters and a number, stable for ever, never reused. */
  readonly id: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** `question/aspect`. */
  readonly aspect: string;
  /** States the good case, so that a pass reads true. */
  readonly title: string;
  readonly severity: Severity;
  /** The version of Plimsoll that first had it. */
  readonly since: string;
  readonly references: readonly Reference[];
  /** What a person does about a fail; ends in a full stop. */
  readonly remedy: string;
  /** What would answer an unknown: one command, permission or file; ends in a full stop. */
  readonly toKnow: string;
  readonly needs: N;
  evaluate(facts: FactsFor<N>): Iterable<Judgement>;
}

/** A check whose needs are typed away, as the engine and the lists hold it. */
export type AnyCheck = Omit<Check, 'evaluate'> & { evaluate(facts: never): Iterable<Judgement> };

export function defineCheck<const N extends Needs>(check: Check<N>): Check<N> {
  return check;
}
