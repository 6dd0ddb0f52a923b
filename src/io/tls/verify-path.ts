import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import { pathLengthOf } from '../../formats/x509/certificate.ts';

/** Steps from a certificate to what is trusted: real paths have three. */
const maxSteps = 10;

/**
 * Whether certificates as they were sent lead to one that is trusted: issuer by issuer, with signatures,
 * dates, basic constraints with path lengths, and what the first is for. Name constraints are not followed: a path with some is
 * not known (null). For endpoints with which Node's own TLS comes to no handshake.
 *
 * @param authorities PEM of what is trusted; undefined for what Node trusts
 */
export function verifyPath(
  sent: readonly Buffer[],
  authorities: readonly string[] | undefined,
  now: Date,
): { readonly trusted: boolean | null; readonly because: string } {
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
  if (here !== undefined && !isForServers(here)) return no('INVALID_PURPOSE');
  const path: X509Certificate[] = [];
  const yes = (...ends: readonly X509Certificate[]): { readonly trusted: true | null; readonly because: string } =>
    [...path, ...ends].some(hasNameConstraints)
      ? { trusted: null, because: 'an authority holds its certificates to names (name constraints)' }
      : { trusted: true, because: '' };
  for (let step = 0; here !== undefined && step < maxSteps; step++) {
    const one: X509Certificate = here;
    if (one.validToDate < now) return no('CERT_HAS_EXPIRED');
    if (one.validFromDate > now) return no('CERT_NOT_YET_VALID');
    if (step > 0 && !one.ca) return no('INVALID_CA');
    if (tooLong(one, path)) return no('PATH_LENGTH_EXCEEDED');
    if (trusted.some((root) => root.fingerprint256 === one.fingerprint256)) return yes(one);
    const issues = (issuer: X509Certificate): boolean => one.checkIssued(issuer) && one.verify(issuer.publicKey);
    const root = trusted.find(issues);
    if (root !== undefined && tooLong(root, [...path, one])) return no('PATH_LENGTH_EXCEEDED');
    if (root !== undefined) return root.validToDate < now ? no('CERT_HAS_EXPIRED') : yes(one, root);
    if (one.checkIssued(one)) return no(step === 0 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN');
    path.push(one);
    here = others.find((other) => other !== one && issues(other));
  }
  return no('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
}

/** Authorities below it, without the first certificate and those that they issued to themselves. */
function tooLong(issuer: X509Certificate, below: readonly X509Certificate[]): boolean {
  const most = pathLengthOf(issuer.raw);
  const between = below.slice(1).filter(({ subject, issuer: by }) => subject !== by);
  return most === null || between.length > most;
}

/** serverAuth, or any (RFC 5280 §4.2.1.12); without the extension it is for everything. */
const serverPurposes: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

function isForServers({ keyUsage }: X509Certificate): boolean {
  // What Node calls keyUsage is the extended one; it is undefined where there is none.
  const purposes = keyUsage as readonly string[] | undefined;
  return purposes === undefined || purposes.some((one) => serverPurposes.includes(one));
}

/** The identifier of the extension, 2.5.29.30, as DER writes it; within other bytes it makes trust unknown, never known. */
const nameConstraints = Buffer.from('0603551d1e', 'hex');

function hasNameConstraints({ raw }: X509Certificate): boolean {
  return raw.includes(nameConstraints);
}
