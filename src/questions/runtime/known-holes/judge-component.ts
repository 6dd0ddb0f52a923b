import type { Moment } from '../../../facts/moment.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import { compareSeverity } from '../../../model/severity.ts';
import { compareReleases, parseRelease, type Release } from './release.ts';
import type { Hole, HoleTable } from './table.ts';

/** A list older than this says too little about today to pass anyone. */
export const freshDays = 120;
const day = 86_400_000;

/**
 * A version that a hole of the table affects fails; a distribution's build of it is unknown, since
 * distributions fix without changing the number. A version past all of them passes only while the
 * list is fresh: a stale list must not give a yes.
 */
export function judgeComponent(
  about: About,
  version: Seen<string>,
  table: HoleTable,
  moments: readonly Fact<Moment>[],
): Judgement {
  if (version.value === undefined) return unknown(about, version, version.why ?? 'the engine does not say the version');
  const release = parseRelease(version.value);
  if (release === null) return unknown(about, version, `"${version.value}" is not a release of ${table.component}`);
  const holes = table.holes.filter((hole) => affects(hole, release));
  const named = `${table.component} ${version.value}`;
  const worst = holes.toSorted((a, b) => compareSeverity(b.severity, a.severity))[0];
  if (worst !== undefined) {
    const saw = `${named} has ${worst.id} (${worst.harm})${others(holes, worst)}`;
    if (release.build === '') return fail(about, version, saw, { severity: worst.severity });
    return unknown(about, version, `${saw}, unless its builder put the fix in`, {
      toKnow: `Ask the distribution that built it, by its security tracker, about ${worst.id}.`,
    });
  }
  const age = ageInDays(table, moments);
  if (age === null)
    return unknown(about, version, `the list of known holes is of ${table.listed}, and today is not known`);
  if (age > freshDays) {
    return unknown(about, version, `the list of known holes is of ${table.listed}, older than ${freshDays} days`);
  }
  return pass(about, version, `none of the ${table.holes.length} holes listed on ${table.listed}`);
}

export function affects(hole: Hole, release: Release): boolean {
  return hole.affected.some(([from, to]) => {
    const [introduced, fixed] = [parseRelease(from), to === null ? null : parseRelease(to)];
    return (
      introduced !== null &&
      compareReleases(release, introduced) >= 0 &&
      (fixed === null || compareReleases(release, fixed) < 0)
    );
  });
}

function others(holes: readonly Hole[], worst: Hole): string {
  const ids = holes.filter((hole) => hole !== worst).map(({ id }) => id);
  return ids.length === 0 ? '' : ` and ${ids.join(', ')}`;
}

function ageInDays(table: HoleTable, moments: readonly Fact<Moment>[]): number | null {
  const now = moments[0] === undefined ? Number.NaN : Date.parse(moments[0].value.now);
  return Number.isNaN(now) ? null : Math.floor((now - Date.parse(table.listed)) / day);
}
