import { placeOf } from './ecosystem.ts';
import type { Affected, AffectedRange, EventKind } from './record.ts';
import { composerOrder } from '../versions/packagist.ts';
import { versionOrderOf, type Order, type VersionOrder } from '../versions/order.ts';

export type Evaluation =
  /** `fixed`: the versions at which the ranges that hold this one end, nearest first. */
  | { readonly state: 'affected'; readonly fixed: readonly string[]; readonly comparison: string }
  | { readonly state: 'fixed-by-version'; readonly fixed: readonly string[]; readonly comparison: string }
  | { readonly state: 'not-affected'; readonly comparison: string }
  | { readonly state: 'unknown'; readonly comparison: string };

/**
 * Whether a version is affected, by the evaluation of the OSV schema: in `versions`, or in any range.
 * What cannot be compared is unknown unless another range or the list says affected.
 */
export function evaluateVersion(affected: Affected, version: string): Evaluation {
  const order = ownOrderOf(affected.ecosystem);
  if (affected.versions.includes(version)) {
    const fixed = affected.ranges
      .map((range) => evaluateRange(range, version, affected.ecosystem))
      .flatMap((found) => (found.state === 'affected' ? found.fixed : []));
    return { state: 'affected', fixed, comparison: `${version} is in the list of affected versions` };
  }
  // A list stands for what the commits of a GIT range mean, so that the range alone asks nothing more.
  const ranges = affected.versions.length > 0 ? affected.ranges.filter(({ type }) => type !== 'GIT') : affected.ranges;
  const found = ranges.map((range) => evaluateRange(range, version, affected.ecosystem));
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

function evaluateList(versions: readonly string[], version: string, order: VersionOrder | null): Evaluation {
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
  /** Where the version in question stands beside it. */
  readonly own: Order;
}

/** At one version a fix comes before what is introduced there again, and both before the last affected one. */
const rank: Readonly<Record<EventKind, number>> = { fixed: 0, introduced: 1, last_affected: 2, limit: 3 };

function evaluateRange(range: AffectedRange, version: string, ecosystem: string): Evaluation {
  const unknown = (comparison: string): Evaluation => ({ state: 'unknown', comparison });
  if (range.type === 'GIT') return unknown('the range is of commits, which are not compared with versions');
  if (range.broken !== undefined) return unknown(`the range cannot be read: ${range.broken}`);
  if (!range.events.some(([kind]) => kind === 'introduced'))
    return unknown('no event of the range says where it begins');
  const order = orderOf(range, version, ecosystem);
  if (order === null) return unknown(`the order of versions of ${ecosystem} is not known`);
  const parsed = order.parse(version);
  if (parsed === null) return unknown(`${quoted(version)} is no version that can be compared`);
  const points: Point[] = [];
  for (const [kind, text] of range.events) {
    if (kind === 'introduced' && text === '0') points.push({ kind, text, version: null, own: 1 });
    else if (kind === 'limit' && text === '*') points.push({ kind, text, version: null, own: -1 });
    else {
      const point = order.parse(text);
      const own = point === null ? null : order.compare(parsed, point);
      if (own === null) return unknown(`${kind} ${quoted(text)} cannot be compared with ${quoted(version)}`);
      points.push({ kind, text, version: point, own });
    }
  }
  return walk(points, version, order) ?? unknown('the events of the range cannot be put in order');
}

/** Null when the ecosystem does not order the events themselves. */
function walk(points: readonly Point[], version: string, order: VersionOrder): Evaluation | null {
  const limits = points.filter(({ kind }) => kind === 'limit');
  if (limits.length > 0 && !limits.some(({ own }) => own < 0)) {
    return { state: 'not-affected', comparison: `${version} ≥ limit ${limits.map(({ text }) => text).join(', ')}` };
  }
  let ordered = true;
  const timeline = points
    .filter(({ kind }) => kind !== 'limit')
    .toSorted((a, b) => {
      const between = comparePoints(a.version, b.version, order);
      if (between === null) ordered = false;
      return (between ?? 0) || rank[a.kind] - rank[b.kind];
    });
  if (!ordered) return null;
  /** The event that decides so far, and the one that ends what it began. */
  let last: Point | null = null;
  let next: Point | null = null;
  for (const point of timeline) {
    const reached = point.kind === 'last_affected' ? point.own > 0 : point.own >= 0;
    if (reached) last = point;
    else if (next === null && point.kind !== 'introduced') next = point;
  }
  if (last === null) return { state: 'not-affected', comparison: `${version} < introduced ${timeline[0]!.text}` };
  switch (last.kind) {
    case 'introduced': {
      const end =
        next === null
          ? ', no fix is known'
          : next.kind === 'fixed'
            ? ` < fixed ${next.text}`
            : ` ≤ last affected ${next.text}`;
      return {
        state: 'affected',
        fixed: next?.kind === 'fixed' ? [next.text] : [],
        comparison: `introduced ${last.text} ≤ ${version}${end}`,
      };
    }
    case 'fixed':
      return { state: 'fixed-by-version', fixed: [last.text], comparison: `${version} ≥ fixed ${last.text}` };
    default:
      return { state: 'not-affected', comparison: `${version} > last affected ${last.text}` };
  }
}

function comparePoints(a: unknown, b: unknown, order: VersionOrder): Order | null {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return order.compare(a, b);
}

/**
 * Ecosystems whose own order is that of Semantic Versioning and takes more spellings: the `v` and `go`
 * of Go, the build number of Bitnami.
 */
const semantic = new Set(['Bitnami', 'crates.io', 'Go', 'Hex', 'Node.js', 'npm', 'Pub', 'SwiftURL']);

function ownOrderOf(ecosystem: string): VersionOrder | null {
  return placeOf(ecosystem).base === 'Packagist' ? composerOrder : versionOrderOf(ecosystem);
}

/** SEMVER ranges compare as such; a package whose version is none is held to its ecosystem's own order. */
function orderOf(range: AffectedRange, version: string, ecosystem: string): VersionOrder | null {
  const own = ownOrderOf(ecosystem);
  if (range.type !== 'SEMVER' || (own !== null && semantic.has(placeOf(ecosystem).base))) return own;
  const semver = versionOrderOf('SemVer');
  return own !== null && (semver?.parse(version) ?? null) === null ? own : semver;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
