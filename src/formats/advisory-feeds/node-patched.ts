import { npmOrder, type SemanticVersion } from '../versions/semver.ts';
import type { RangeEvent } from '../osv/record.ts';

/** Versions from `from` on and before `before`. */
interface Span {
  /** `0` stands before every version. */
  readonly from: string;
  /** Null: without an end. */
  readonly before: string | null;
  /** The end as an advisory says it; null with `before`. */
  readonly end: RangeEvent | null;
}

/**
 * What is left of vulnerable ranges without the patched ones, which is how Node.js' working group says
 * what is affected: `8.x` without `^8.1.4`. Both as `eventsOfNodeRange` gives them; null when a version of
 * them cannot be compared.
 */
export function withoutPatched(
  vulnerable: readonly (readonly RangeEvent[])[],
  patched: readonly (readonly RangeEvent[])[],
): RangeEvent[][] | null {
  const spans = vulnerable.map(spanOf);
  const holes = patched.map(spanOf);
  if ([...spans, ...holes].some(({ from, before }) => !isBound(from) || !isBound(before))) return null;
  let left = spans;
  for (const hole of holes) left = left.flatMap((span) => cut(span, hole));
  return left.map(({ from, end }) => [['introduced', from], ...(end === null ? [] : [end])]);
}

function spanOf(events: readonly RangeEvent[]): Span {
  const from = events.find(([kind]) => kind === 'introduced')?.[1] ?? '0';
  const end = events.find(([kind]) => kind !== 'introduced') ?? null;
  if (end === null) return { from, before: null, end };
  return { from, before: end[0] === 'last_affected' ? next(end[1]) : end[1], end };
}

/** The lowest version above this one: of 1.2.3 it is 1.2.4-0, of 1.2.3-rc it is 1.2.3-rc.0. */
function next(version: string): string {
  if (version.includes('-')) return `${version}.0`;
  const dot = version.lastIndexOf('.') + 1;
  return `${version.slice(0, dot)}${Number(version.slice(dot)) + 1}-0`;
}

/** What lies before the hole, and what lies after it. */
function cut(span: Span, hole: Span): Span[] {
  const left: Span = isBefore(hole.from, span.before)
    ? { from: span.from, before: hole.from, end: ['fixed', hole.from] }
    : span;
  if (hole.before === null) return [left].filter(holdsAny);
  const right: Span = isBefore(span.from, hole.before) ? { ...span, from: hole.before } : span;
  return [left, right].filter(holdsAny);
}

function holdsAny({ from, before }: Span): boolean {
  return isBefore(from, before);
}

function isBefore(a: string, b: string | null): boolean {
  if (b === null) return true;
  if (a === '0' || b === '0') return a !== b && a === '0';
  return npmOrder.compare(versionOf(a), versionOf(b)) === -1;
}

function isBound(text: string | null): boolean {
  return text === null || text === '0' || npmOrder.parse(text) !== null;
}

function versionOf(text: string): SemanticVersion {
  return npmOrder.parse(text) as SemanticVersion;
}
