import { defineFact } from '../model/fact.ts';
import type { Certificate } from '../model/certificate.ts';
import type { Evidence } from '../model/evidence.ts';

/** One certificate where it is kept: read, or why it cannot be. */
export type StoredCertificate =
  | { readonly certificate: Certificate; readonly at: Evidence }
  | { readonly unreadable: string; readonly at: Evidence };

/**
 * Certificates that are kept in one place: a file, a value of a Secret, the bundle of a webhook. Only what is
 * public is in it; a key beside a certificate is never read.
 */
export interface StoredCertificates {
  /**
   * `identity`: shown to others, the holder's own first and those that vouch for it after it.
   * `authorities`: trusted to vouch for others; each stands for itself.
   * `issued`: what an authority once gave out (a CertificateRequest): history, not what is used.
   */
  readonly purpose: 'identity' | 'authorities' | 'issued';
  /** `tls.crt`, `webhooks[0].clientConfig.caBundle`; empty for a file of its own. */
  readonly key: string;
  readonly certificates: readonly StoredCertificate[];
  readonly at: Evidence;
}

export const certificates = defineFact<StoredCertificates>('certificate');
