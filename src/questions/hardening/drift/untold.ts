import type { DriftItem } from '../../../model/drift.ts';

/** What an item of drift does not say unless it says otherwise. */
export const untold = {
  target: null,
  toKnow: null,
  effect: null,
  declared: null,
  live: null,
  differences: [],
  unsaid: [],
  expected: [],
  remedy: null,
} as const satisfies Partial<DriftItem>;
