import type { SeverityClaim } from '../osv/record.ts';

/** The four statuses that VEX formats share (CISA, Minimum Requirements for VEX §3). */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** What one document says about one vulnerability of one product. */
export interface VexStatement {
  /** As the document names it, a CVE id where there is one. */
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly status: VexStatus;
  readonly product: VexProduct;
  /** `vulnerable_code_not_present`, … or the document's own words. */
  readonly justification: string | null;
  readonly note: string | null;
  /** CSAF: `no_fix_planned`, `none_available`, `vendor_fix`, `workaround`, …; empty elsewhere. */
  readonly remediations: readonly string[];
  readonly severities: readonly SeverityClaim[];
}

export interface VexProduct {
  readonly id: string;
  /** Package URL of the package itself. */
  readonly purl: string | null;
  readonly cpe: string | null;
  /** CPE of the product that it is a component of: a release of a distribution. */
  readonly platformCpe: string | null;
  /** Package URL or id of the image or program that it is a part of (OpenVEX's product over a subcomponent). */
  readonly within: string | null;
}

export interface VexRead {
  readonly author: string;
  readonly date: string | null;
  readonly statements: readonly VexStatement[];
  readonly faults: readonly string[];
}
