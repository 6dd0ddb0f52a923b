import type { Package } from '../../../facts/package.ts';
import type { ExploitPrediction, KnownExploited } from '../../../formats/advisory-feeds/exploitation.ts';
import type { AdvisoryRecord, SeverityClaim } from '../../../formats/osv/record.ts';
import type { AdvisoryExplanation } from '../../../model/scan-report.ts';
import type { Severity } from '../../../model/severity.ts';

/**
 * How an advisory stands to a package. `affected`, `will-not-fix` and `end-of-life` are holes;
 * `unknown` may be one; the other two are none.
 */
export const findingStates = [
  'affected',
  'will-not-fix',
  'end-of-life',
  'unknown',
  'fixed-by-version',
  'not-affected',
] as const;
export type FindingState = (typeof findingStates)[number];

/** One vulnerability of one package. Advisories that are aliases of each other make one finding. */
export interface Finding {
  /** Id of the advisory that decided. */
  readonly id: string;
  /** All other names of the same vulnerability. */
  readonly aliases: readonly string[];
  /** CVE ids it is about: its own, its aliases', and those a distribution's advisory was made from. */
  readonly cves: readonly string[];
  readonly summary: string;
  readonly package: Package;
  readonly state: FindingState;
  /** The comparison or the vendor's word that made the state. */
  readonly because: string;
  /** Versions of this release to move to, nearest first; empty when there is none. */
  readonly fixed: readonly string[];
  /** Null when nobody says, which is not harmless. */
  readonly severity: Severity | null;
  /** Who says so; null when nobody does. */
  readonly severityOrigin: string | null;
  /** All that was said, the vendor's first. */
  readonly severities: readonly SeverityClaim[];
  readonly malicious: boolean;
  readonly kev: KnownExploited | null;
  /** The highest of its CVE ids. */
  readonly epss: ExploitPrediction | null;
  /** One for each advisory that was compared, the deciding one first. */
  readonly explanations: readonly Explanation[];
}

/** How one advisory was held against the package: what `explain` shows. */
export interface Explanation extends AdvisoryExplanation {
  readonly state: FindingState;
}

/** What is known of a CVE beside any package. */
export interface CveKnowledge {
  readonly kev: KnownExploited | null;
  readonly epss: ExploitPrediction | null;
  readonly severities: readonly SeverityClaim[];
}

/**
 * Advisories about a package of an ecosystem, as OSV spells it; null when no feed speaks of this
 * ecosystem and release, so that an empty list means: looked, and there is none.
 */
export type Ask = (ecosystem: string, name: string) => readonly AdvisoryRecord[] | null;

/** True for what an image must not hold: nothing else is counted as open. */
export function isOpen({ state }: Finding): boolean {
  return state === 'affected' || state === 'will-not-fix' || state === 'end-of-life';
}
