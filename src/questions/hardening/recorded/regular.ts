import type { AuditHistory, AuditRecord } from '../../../facts/audit-record.ts';

const day = 86_400_000;

/**
 * The longest that audits may be apart: guides ask for regular ones without a number, and a month is
 * what most of them give as example. Also how old the newest may be.
 */
export const mostDays = 31;

/** Days over which records are looked at: what was missed a year ago is not mended by a fail today. */
const windowDays = 93;

/** An audit that saw something: an empty folder audited every day says nothing. */
export function audits({ records }: AuditHistory): AuditRecord[] {
  return records.filter(({ outcomes }) => outcomes > 0);
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / day;
}

/** How regular records are, as of a moment. `lapse`: the longest break in days that is too long, and its beginning. */
export type Regularity =
  | { readonly kind: 'regular'; readonly count: number; readonly longest: number }
  | { readonly kind: 'lapse'; readonly days: number; readonly from: string }
  | { readonly kind: 'too few'; readonly count: number; readonly span: number };

/**
 * Whether records come again and again: no break of more than `mostDays` in the last quarter, up to now,
 * and a history that is long enough to show it. Several records of one day count as one.
 */
export function regularityOf(history: AuditHistory, now: string): Regularity {
  const recent = audits(history)
    .map(({ at }) => at)
    .filter((at) => daysBetween(at, now) <= windowDays)
    .toSorted();
  // The last one before the quarter tells how long the first break in it is.
  const before = audits(history)
    .map(({ at }) => at)
    .filter((at) => daysBetween(at, now) > windowDays)
    .toSorted()
    .at(-1);
  const times = before === undefined ? recent : [before, ...recent];
  const [first] = times;
  if (first === undefined) return { kind: 'too few', count: 0, span: 0 };
  const breaks = times.map((from, index) => ({ from, days: daysBetween(from, times[index + 1] ?? now) }));
  const longest = breaks.reduce((a, b) => (b.days > a.days ? b : a));
  if (longest.days > mostDays) return { kind: 'lapse', days: Math.floor(longest.days), from: longest.from };
  const days = new Set(times.map((at) => at.slice(0, 10))).size;
  const span = daysBetween(first, now);
  if (days < 3 || span < mostDays) return { kind: 'too few', count: days, span: Math.floor(span) };
  return { kind: 'regular', count: days, longest: Math.ceil(longest.days) };
}
