import type { AnyCheck } from './check.ts';

/** One of the five aspects of a question. */
export interface Aspect {
  readonly name: string;
  /** What it asks, as one sentence for people. */
  readonly asks: string;
  /** What would answer it when nothing spoke to it: one command, source or file. */
  readonly toKnow: string;
}

export interface Question {
  readonly name: string;
  /** As a person would ask it. */
  readonly asks: string;
  readonly aspects: readonly Aspect[];
  readonly checks: readonly AnyCheck[];
}
