import type { Certificate } from './certificate.ts';
import type { Evidence } from './evidence.ts';
import type { Verdict } from './outcome.ts';
import type { TlsFinding } from './tls-finding.ts';

/** Certificates of one place where they are kept, with what is said of them. */
export interface StoredCertificateReport {
  /** `Secret shop/web-tls, tls.crt`. */
  readonly name: string;
  readonly purpose: 'identity' | 'authorities' | 'issued';
  /** Null where the bytes are no certificate. */
  readonly certificates: readonly (Certificate | null)[];
  readonly verdict: Verdict;
  readonly findings: readonly TlsFinding[];
  /** Of an identity that a controller renews: what it was before, newest first, as far as it can be seen. */
  readonly history: readonly IssuedBefore[];
  readonly at: Evidence;
}

export interface IssuedBefore {
  /** `CertificateRequest shop/web-2`. */
  readonly from: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
}
