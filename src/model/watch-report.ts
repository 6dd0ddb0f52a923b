import type { Gap } from './gap.ts';
import type { ScannedState } from './scan-report.ts';
import type { Severity } from './severity.ts';

/** What newer advisories change about stored inventories; schema `plimsoll.watch/1`. */
export interface WatchReport {
  readonly schema: 'plimsoll.watch/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  /** ISO 8601. */
  readonly at: string;
  /** What the packages were held against; null when there was no database, and then nothing was looked at. */
  readonly database: { readonly built: string; readonly generation: string } | null;
  /** Images of which something changed, by name. */
  readonly images: readonly WatchedImage[];
  readonly gaps: readonly Gap[];
  readonly coverage: {
    readonly images: number;
    readonly packages: number;
    /** Packages that changed advisories speak of: only these were held against them anew. */
    readonly rematched: number;
  };
}

export interface WatchedImage {
  /** As it was named when it was stored. */
  readonly name: string;
  readonly id: string;
  readonly digest: string | null;
  readonly platform: string | null;
  /** When it was stored: ISO 8601. */
  readonly stored: string;
  readonly added: readonly WatchedVulnerability[];
  readonly removed: readonly WatchedVulnerability[];
  readonly changed: readonly { readonly before: WatchedVulnerability; readonly after: WatchedVulnerability }[];
}

/** A hole, or what may be one (`unknown`), of one package. */
export interface WatchedVulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: { readonly name: string; readonly version: string; readonly purl: string };
  readonly severity: Severity | null;
  readonly state: ScannedState;
  readonly fixed: readonly string[];
  readonly malicious: boolean;
  /** True when CISA knows that it was exploited. */
  readonly exploited: boolean;
  readonly because: string;
}
