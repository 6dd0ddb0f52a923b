import { defineFact } from '../model/fact.ts';

/** When it was looked: checks read no clock, so the command line states it. */
export interface Moment {
  /** ISO 8601, UTC: `2026-11-23T17:00:00.000Z`. */
  readonly now: string;
}

export const moment = defineFact<Moment>('moment');
