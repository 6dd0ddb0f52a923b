import type { Evidence } from './evidence.ts';
import type { Gap } from './gap.ts';
import type { Answer } from './report.ts';
import type { Severity } from './severity.ts';
import type { Waiver } from './waiver.ts';

/** What one image holds and which of it is known to be vulnerable; schema `plimsoll.scan/1`. */
export interface ScanReport {
  readonly schema: 'plimsoll.scan/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  /** ISO 8601. */
  readonly at: string;
  /** How the image was named: a path, a reference. */
  readonly target: string;
  /** Of the aspect images/vulnerabilities, for this image alone. */
  readonly answer: Exclude<Answer, 'n/a'>;
  readonly because: string;
  /** For an unknown: the one command, permission or file that would answer it. */
  readonly toKnow: string | null;
  readonly failOn: Severity;
  /** True: only vulnerabilities that a fix exists for can make the answer no. */
  readonly onlyFixed: boolean;
  /** True only when the user asked that unknown counts as yes for the exit code. */
  readonly unknownPasses: boolean;
  /** The earlier report whose findings do not count, and how many of them are still there or gone; null without one. */
  readonly since: { readonly at: string; readonly known: number; readonly gone: number } | null;
  /** What the packages were held against; null when there was no database, and then nothing is said of them. */
  readonly database: ScanDatabase | null;
  /** Documents of VEX that the user named, in their order. */
  readonly vex: readonly { readonly file: string; readonly author: string; readonly statements: number }[];
  readonly image: ScannedImage;
  /** By ecosystem, name, version, file. */
  readonly packages: readonly ScannedPackage[];
  /** Worst first. What the advisories themselves say is no hole of this version is only counted (`coverage.cleared`). */
  readonly vulnerabilities: readonly ScannedVulnerability[];
  readonly secrets: readonly FoundSecret[];
  readonly gaps: readonly Gap[];
  readonly coverage: ScanCoverage;
}

export interface ScanDatabase {
  readonly built: string;
  readonly feeds: readonly {
    readonly name: string;
    readonly from: string;
    /** `osv`, `kev`, `epss`, … */
    readonly kinds: readonly string[];
    readonly fetched: string;
    readonly records: number;
    readonly gaps: number;
  }[];
}

export interface ScannedImage {
  /** The first of its names; null when it goes by none. */
  readonly reference: string | null;
  readonly references: readonly string[];
  /** Digest of the manifest; null where there is none. */
  readonly digest: string | null;
  /** Digest of the configuration; null where there is none. */
  readonly id: string | null;
  readonly platform: string | null;
  /** `eol`: last day with security fixes; null when that is not known. */
  readonly os: {
    readonly id: string;
    readonly version: string;
    readonly name: string;
    readonly eol: string | null;
  } | null;
  /** From the base up. */
  readonly layers: readonly ScannedLayer[];
}

export interface ScannedLayer {
  readonly diffId: string;
  readonly digest: string | null;
  /** Bytes as stored. */
  readonly size: number;
  /** The line of the history that made it; null when the image tells none. */
  readonly createdBy: string | null;
}

export interface ScannedPackage {
  readonly name: string;
  readonly version: string;
  readonly ecosystem: string | null;
  readonly purl: string;
  readonly source: { readonly name: string; readonly version: string } | null;
  readonly licenses: readonly string[];
  /** Diff id of the layer that brought it; null when that is not known. */
  readonly layer: string | null;
  /** Path inside the image of the file that lists it. */
  readonly file: string;
  /** Package URL of the package of the distribution that brought the file; null when none did. */
  readonly owner: string | null;
}

/**
 * `affected`, `will-not-fix` and `end-of-life` are holes, `unknown` may be one. `not-affected` and
 * `fixed` stand here only where somebody other than the advisory says so: see `decidedBy`.
 */
export const scannedStates = ['affected', 'will-not-fix', 'end-of-life', 'unknown', 'not-affected', 'fixed'] as const;
export type ScannedState = (typeof scannedStates)[number];

export interface ScannedVulnerability {
  /** Id of the advisory that decided. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly package: { readonly name: string; readonly version: string; readonly purl: string };
  /** What counts against the threshold; null when nobody says, which is not harmless. */
  readonly severity: Severity | null;
  /** Who says so. */
  readonly severityOrigin: string | null;
  /** All that was said, the vendor's first. */
  readonly severities: readonly {
    readonly origin: string;
    readonly text: string;
    readonly score: number | null;
    /** Why no severity comes of it, where none does. */
    readonly because?: string;
  }[];
  readonly state: ScannedState;
  /** Versions to move to, nearest first. */
  readonly fixed: readonly string[];
  readonly malicious: boolean;
  /** CISA knows that it was exploited; null when it does not say so. */
  readonly kev: { readonly added: string | null; readonly due: string | null; readonly ransomware: boolean } | null;
  /** FIRST's estimate that it will be exploited within 30 days; both from 0 to 1. */
  readonly epss: { readonly score: number; readonly percentile: number } | null;
  /** The comparison or the vendor's word that made the state. */
  readonly because: string;
  /** Who made the state other than the advisory: a VEX statement, or the distribution that packages it. */
  readonly decidedBy: Decision | null;
  /** Diff id of the layer that brought the package, and the line of history that made that layer. */
  readonly layer: string | null;
  readonly createdBy: string | null;
  readonly at: Evidence;
  readonly explanations: readonly AdvisoryExplanation[];
  /** The check that it fails (`IMG-154`); null when it counts for none. */
  readonly check: string | null;
  readonly fingerprint: string;
  readonly waiver: Waiver | null;
  /** False: it stood in the report of `since` and does not count. True where there is none. */
  readonly isNew: boolean;
}

export interface Decision {
  readonly kind: 'vex' | 'distribution';
  /** The author of the document, or the package of the distribution as purl. */
  readonly by: string;
  /** The file it stands in; null for what the database holds. */
  readonly file: string | null;
  readonly because: string;
  /** What the advisory alone would have made of it. */
  readonly instead: string;
}

/** How one advisory was held against the package. */
export interface AdvisoryExplanation {
  readonly advisory: string;
  readonly feed: string;
  readonly reference: string | null;
  /** Ecosystem and name under which the advisory was found, and the version that was compared. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** The range as the advisory writes it: `introduced 0, fixed 3.3.2-r1`. */
  readonly range: string;
  /** `introduced 0 ≤ 3.3.2-r0 < fixed 3.3.2-r1`. */
  readonly comparison: string;
  readonly state: string;
  readonly fixed: readonly string[];
}

/** A secret in a layer. The secret itself is never in a report. */
export interface FoundSecret {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** The secret with all but its first characters masked. */
  readonly redacted: string;
  /** Diff id; null for a line of the history. */
  readonly layer: string | null;
  /** Path inside the image, without a leading slash; null for a line of the history. */
  readonly file: string | null;
  readonly line: number | null;
  /** Diff id of the layer that takes the file away, which whoever has the image can still read. */
  readonly deletedIn: string | null;
  /** What showed it to be one. */
  readonly proof: string;
  readonly fingerprint: string;
}

export interface ScanCoverage {
  readonly packages: number;
  /** Packages by ecosystem and release; `covered` is false when no feed speaks of it, null without a database. */
  readonly ecosystems: readonly {
    readonly ecosystem: string | null;
    readonly packages: number;
    readonly covered: boolean | null;
  }[];
  /** Advisories that spoke of a package and say that its version is no hole. */
  readonly cleared: number;
  /** Holes that stand: not waived, and new where there is a `since`. */
  readonly open: Readonly<Record<Severity | 'unknown', number>>;
  readonly undecided: number;
  readonly waived: number;
  /** Taken for no hole by VEX or by the distribution that packages it. */
  readonly decided: number;
  readonly gaps: number;
}

/** 0 yes, 1 no, 2 unknown. */
export function exitCodeOfScan({ answer, unknownPasses }: ScanReport): 0 | 1 | 2 {
  if (answer === 'no') return 1;
  return answer === 'unknown' && !unknownPasses ? 2 : 0;
}
