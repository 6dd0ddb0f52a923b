import type { TlsFinding } from './tls-finding.ts';
import type { StoredCertificateReport } from './tls-stored.ts';
import type { EndpointSeen } from './tls.ts';
import type { Verdict } from './outcome.ts';
import type { Gap } from './gap.ts';

export interface EndpointReport extends EndpointSeen {
  /** `shop/web: Ingress`, or how else the address was come by; `named` for one of the command line. */
  readonly from: string;
  readonly verdict: Verdict;
  readonly findings: readonly TlsFinding[];
}

/** `plimsoll.tls/1` */
export interface TlsReport {
  readonly schema: 'plimsoll.tls/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  /** ISO 8601. */
  readonly at: string;
  /** The measures that verdicts go by, each with its version. */
  readonly policies: readonly string[];
  readonly endpoints: readonly EndpointReport[];
  readonly stored: readonly StoredCertificateReport[];
  readonly gaps: readonly Gap[];
  readonly coverage: {
    readonly endpoints: number;
    readonly stored: number;
    readonly pass: number;
    readonly fail: number;
    readonly unknown: number;
    readonly gaps: number;
  };
}
