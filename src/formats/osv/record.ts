import type { Severity } from '../../model/severity.ts';

/**
 * One advisory: the one inner form of every feed, after the OSV schema 1.7 with what a comparison
 * needs and no more. Converters of other feeds make the same.
 */
export interface AdvisoryRecord {
  readonly id: string;
  /** The feed it came from, as the database names it; empty until it was stored. */
  readonly feed: string;
  readonly summary: string;
  /** RFC 3339, as written. */
  readonly published: string | null;
  readonly modified: string | null;
  /** When it was taken back. A withdrawn advisory says nothing about any package. */
  readonly withdrawn: string | null;
  /** Other names of the same vulnerability: symmetric and transitive. */
  readonly aliases: readonly string[];
  /** What a distribution's advisory was made from: transitive, not symmetric, so never an alias. */
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  readonly severities: readonly SeverityClaim[];
  readonly affected: readonly Affected[];
  readonly reference: string | null;
}

export type RangeType = 'SEMVER' | 'ECOSYSTEM' | 'GIT';
export type EventKind = 'introduced' | 'fixed' | 'last_affected' | 'limit';
export type RangeEvent = readonly [EventKind, string];

export interface AffectedRange {
  readonly type: RangeType;
  /** As written, in any order; empty for GIT, whose commits are never compared. */
  readonly events: readonly RangeEvent[];
  /** Why it cannot be evaluated, when its shape is not that of the schema. */
  readonly broken?: string;
}

/**
 * What a vendor decided about a package beside its versions. `undetermined`: not yet looked at.
 * `deferred`: affected, and a fix is put off (Debian's no-dsa and postponed).
 */
export const vendorStates = ['not-affected', 'will-not-fix', 'end-of-life', 'undetermined', 'deferred'] as const;
export type VendorState = (typeof vendorStates)[number];

/** One package of one ecosystem that an advisory speaks of. */
export interface Affected {
  /** As the schema writes it: `Debian:12`, `Alpine:v3.20`, `Ubuntu:22.04:LTS`, `Go`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly ranges: readonly AffectedRange[];
  readonly versions: readonly string[];
  readonly severities: readonly SeverityClaim[];
  readonly state?: VendorState;
  /** The vendor's words for its state, or where its fix is to be had. */
  readonly note?: string;
  /** True when the fix of the range is not in this release, but the range ends there all the same. */
  readonly fixElsewhere?: boolean;
  /** Names of the binary packages, where a feed of source packages lists them. */
  readonly binaries?: readonly string[];
}

/** How bad somebody says it is. */
export interface SeverityClaim {
  /** Who says so: `Debian`, `Ubuntu`, `NVD`, `AlmaLinux`, `advisory`. */
  readonly origin: string;
  /** The vendor's own word, or what a vector scores; null when it is neither, and `because` says why. */
  readonly rating: Severity | null;
  /** As written: `moderate`, `CVSS:3.1/AV:N/…`, `AV:N/…` of CVSS 2. */
  readonly text: string;
  /** Of all that a CVSS vector gives; null for what is no valid one. */
  readonly score: number | null;
  /** Why nothing comes of it, where `rating` is null. */
  readonly because?: string;
}
