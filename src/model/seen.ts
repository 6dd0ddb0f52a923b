import type { Evidence } from './evidence.ts';

/**
 * One setting as a source stated it. `value` is `undefined` when the source did not say, or said
 * something that is not understood (then `why` tells which). A default that the source itself
 * defines is filled in by the collector, with a note in `at` that says so.
 */
export interface Seen<T> {
  readonly value: T | undefined;
  /** Where it stands, or where it would stand. */
  readonly at: Evidence;
  /** Why `value` is undefined: `is a string, not true or false`. */
  readonly why?: string;
}

export function seen<T>(value: T | undefined, at: Evidence, why?: string): Seen<T> {
  return why === undefined ? { value, at } : { value, at, why };
}

/** The same place with another value, for a setting derived from one that was read. */
export function mapSeen<T, U>(from: Seen<T>, change: (value: T) => U | undefined): Seen<U> {
  return { ...from, value: from.value === undefined ? undefined : change(from.value) };
}
