import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

/** Steps from a certificate to what is trusted: real paths have three. */
const maxSteps = 10;

/**
 * Whether certificates as they were sent lead to one that is trusted: issuer by issuer, with signatures,
 * dates and basic constraints; nothing more (no name constraints, no revocation). For endpoints with which
 * Node's own TLS comes to no handshake.
 *
 * @param authorities PEM of what is trusted; undefined for what Node trusts
 */
export function verifyPath(
  sent: readonly Buffer[],
  authorities: readonly string[] | undefined,
  now: Date,
): { readonly trusted: boolean; readonly because: string } {
  const no = (because: string): { readonly trusted: false; readonly because: string } => ({ trusted: false, because });
  let others: readonly X509Certificate[];
  try {
    others = sent.map((bytes) => new X509Certificate(bytes));
  } catch {
    return no('CERT_UNREADABLE');
  }
  const trusted = (authorities ?? getCACertificates('default')).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
  let [here] = others;
  for (let step = 0; here !== undefined && step < maxSteps; step++) {
    const one: X509Certificate = here;
    if (one.validToDate < now) return no('CERT_HAS_EXPIRED');
    if (one.validFromDate > now) return no('CERT_NOT_YET_VALID');
    if (step > 0 && !one.ca) return no('INVALID_CA');
    if (trusted.some((root) => root.fingerprint256 === one.fingerprint256)) return { trusted: true, because: '' };
    const issues = (issuer: X509Certificate): boolean => one.checkIssued(issuer) && one.verify(issuer.publicKey);
    const root = trusted.find(issues);
    if (root !== undefined) return root.validToDate < now ? no('CERT_HAS_EXPIRED') : { trusted: true, because: '' };
    if (one.checkIssued(one)) return no(step === 0 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN');
    here = others.find((other) => other !== one && issues(other));
  }
  return no('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
}
