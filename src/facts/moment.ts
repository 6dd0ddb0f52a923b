import { defineFact } from '../model/fact.ts';

/** When the question is asked: the only clock a check may read. */
export interface Moment {
  /** ISO 8601, UTC: `2026-11-24T07:30:00.000Z`. */
  readonly now: string;
}

export const moment = defineFact<Moment>('moment');
