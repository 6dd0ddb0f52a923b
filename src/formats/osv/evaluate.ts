import type { Affected, AffectedRange, EventKind } from './record.ts';
import { compareSemVer, parseSemVer } from './semver.ts';

/** An ecosystem's own order. `parse` gives null for what is no version of it: it has no order then. */
export interface Order<V = unknown> {
  parse(text: string): V | null;
  compare(a: V, b: V): number;
}

export type Evaluation =
  /** `fixed`: the versions at which the ranges that hold this one end, nearest first. */
  | { readonly state: 'affected'; readonly fixed: readonly string[]; readonly comparison: string }
  | { readonly state: 'fixed-by-version'; readonly fixed: readonly string[]; readonly comparison: string }
  | { readonly state: 'not-affected'; readonly comparison: string }
  | { readonly state: 'unknown'; readonly comparison: string };

const semver: Order = { parse: parseSemVer, compare: compareSemVer as Order['compare'] };

/**
 * Whether a version is affected, by the evaluation of the OSV schema: in `versions`, or in any range.
 * What cannot be compared is unknown unless another range or the list says affected.
 *
 * @param order of the ecosystem, for ranges of type ECOSYSTEM; null when none is known
 */
export function evaluateVersion(affected: Affected, version: string, order: Order | null): Evaluation {
  if (affected.versions.includes(version)) {
    const fixed = affected.ranges
      .map((range) => evaluateRange(range, version, order))
      .flatMap((found) => (found.state === 'affected' ? found.fixed : []));
    return { state: 'affected', fixed, comparison: `${version} is in the list of affected versions` };
  }
  // A list stands for what the commits of a GIT range mean, so that the range alone asks nothing more.
  const ranges = affected.versions.length > 0 ? affected.ranges.filter(({ type }) => type !== 'GIT') : affected.ranges;
  const found = ranges.map((range) => evaluateRange(range, version, order));
  const hits = found.filter((item) => item.state === 'affected');
  if (hits.length > 0) {
    return {
      state: 'affected',
      fixed: [...new Set(hits.flatMap(({ fixed }) => fixed))],
      comparison: hits.map(({ comparison }) => comparison).join('; '),
    };
  }
  if (affected.versions.length > 0) found.push(evaluateList(affected.versions, version, order));
  // Comparing as equal is as good as being listed: 1.0 and 1.0.0 are one version of PyPI.
  const listed = found.find((item) => item.state === 'affected');
  if (listed !== undefined) return listed;
  if (found.length === 0) return { state: 'unknown', comparison: 'the advisory names neither ranges nor versions' };
  const unknown = found.find((item) => item.state === 'unknown');
  if (unknown !== undefined) return unknown;
  const fixed = found.filter((item) => item.state === 'fixed-by-version');
  if (fixed.length === 0) return found[0]!;
  return {
    state: 'fixed-by-version',
    fixed: [...new Set(fixed.flatMap((item) => item.fixed))],
    comparison: fixed.map(({ comparison }) => comparison).join('; '),
  };
}

function evaluateList(versions: readonly string[], version: string, order: Order | null): Evaluation {
  const own = order?.parse(version) ?? null;
  if (order === null || own === null) {
    return { state: 'unknown', comparison: `${quoted(version)} is no version that can be compared` };
  }
  for (const text of versions) {
    const listed = order.parse(text);
    if (listed !== null && order.compare(own, listed) === 0) {
      return { state: 'affected', fixed: [], comparison: `${version} equals ${text} of the list of affected versions` };
    }
  }
  return { state: 'not-affected', comparison: `${version} is not in the list of affected versions` };
}

interface Point {
  readonly kind: EventKind;
  readonly text: string;
  /** Null stands before every version. */
  readonly version: unknown;
}

/** At one version a fix comes before what is introduced there again, and both before the last affected one. */
const rank: Readonly<Record<EventKind, number>> = { fixed: 0, introduced: 1, last_affected: 2, limit: 3 };

function evaluateRange(range: AffectedRange, version: string, ecosystemOrder: Order | null): Evaluation {
  const unknown = (comparison: string): Evaluation => ({ state: 'unknown', comparison });
  if (range.type === 'GIT') return unknown('the range is of commits, which are not compared with versions');
  if (range.broken !== undefined) return unknown(`the range cannot be read: ${range.broken}`);
  const order = orderOf(range, version, ecosystemOrder);
  if (order === null) return unknown('the order of versions of this ecosystem is not known');
  const own = order.parse(version);
  if (own === null) return unknown(`${quoted(version)} is no version that can be compared`);
  const points: Point[] = [];
  for (const [kind, text] of range.events) {
    if (kind === 'limit' && text === '*') {
      points.push({ kind, text, version: null });
      continue;
    }
    const parsed = kind === 'introduced' && text === '0' ? null : order.parse(text);
    if (parsed === null && !(kind === 'introduced' && text === '0')) {
      return unknown(`${kind} ${quoted(text)} is no version that can be compared`);
    }
    points.push({ kind, text, version: parsed });
  }
  return walk(points, own, version, order);
}

function walk(points: readonly Point[], own: unknown, version: string, order: Order): Evaluation {
  const limits = points.filter(({ kind }) => kind === 'limit');
  if (limits.length > 0 && !limits.some((limit) => limit.text === '*' || order.compare(own, limit.version) < 0)) {
    return { state: 'not-affected', comparison: `${version} ≥ limit ${limits.map(({ text }) => text).join(', ')}` };
  }
  const timeline = points
    .filter(({ kind }) => kind !== 'limit')
    .toSorted((a, b) => comparePoints(a.version, b.version, order) || rank[a.kind] - rank[b.kind]);
  /** The event that decides so far. */
  let last: Point | null = null;
  let next: Point | null = null;
  for (const point of timeline) {
    const order_ = point.version === null ? 1 : order.compare(own, point.version);
    const reached = point.kind === 'last_affected' ? order_ > 0 : order_ >= 0;
    if (reached) last = point;
    else if (last?.kind === 'introduced' && next === null && point.kind !== 'introduced') next = point;
  }
  const first = timeline[0]!;
  if (last === null) return { state: 'not-affected', comparison: `${version} < introduced ${first.text}` };
  switch (last.kind) {
    case 'introduced': {
      const end =
        next === null ? '' : next.kind === 'fixed' ? ` < fixed ${next.text}` : ` ≤ last affected ${next.text}`;
      return {
        state: 'affected',
        fixed: next?.kind === 'fixed' ? [next.text] : [],
        comparison: `introduced ${last.text} ≤ ${version}${end}${next === null ? ', no fix is known' : ''}`,
      };
    }
    case 'fixed':
      return { state: 'fixed-by-version', fixed: [last.text], comparison: `${version} ≥ fixed ${last.text}` };
    default:
      return { state: 'not-affected', comparison: `${version} > last affected ${last.text}` };
  }
}

function comparePoints(a: unknown, b: unknown, order: Order): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return order.compare(a, b);
}

/** SEMVER ranges compare as such; a package whose version is none is held to its ecosystem's own order. */
function orderOf(range: AffectedRange, version: string, ecosystemOrder: Order | null): Order | null {
  if (range.type !== 'SEMVER') return ecosystemOrder;
  return parseSemVer(version) === null ? (ecosystemOrder ?? semver) : semver;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
