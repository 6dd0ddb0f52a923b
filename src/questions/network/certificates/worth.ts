import type { Certificate } from '../../../model/certificate.ts';

/** Of what both measures are taken; reports name them. */
export const policies: readonly string[] = ['Mozilla Server Side TLS 5.7, intermediate', 'NIST SP 800-52 Rev. 2'];

const day = 86_400_000;

/** Why a certificate may not be used at a moment; null when it may. @param now ISO 8601 */
export function outOfDate({ notBefore, notAfter }: Certificate, now: string): string | null {
  if (notAfter < now) return `expired on ${dayOf(notAfter)}, ${spanOf(Date.parse(now) - Date.parse(notAfter))} ago`;
  if (notBefore > now) return `is valid only from ${notBefore} on`;
  return null;
}

/** The longest that a renewal may be left for the end, in days. */
const longestNotice = 21;

/**
 * Why a valid certificate should be new already; null when there is time. Whoever renews by a machine does so
 * with a third of the time left; with less than a fifth, or three weeks, it has failed to.
 */
export function nearItsEnd({ notBefore, notAfter }: Certificate, now: string): string | null {
  const left = Date.parse(notAfter) - Date.parse(now);
  const whole = Date.parse(notAfter) - Date.parse(notBefore);
  if (left < 0 || left >= Math.min(longestNotice * day, whole / 5)) return null;
  return `ends on ${dayOf(notAfter)}, in ${spanOf(left)} of ${spanOf(whole)}`;
}

/** What is wrong with a key by both measures; null when nothing is, undefined when it cannot be told. */
export function weakKey({ key: { kind, bits, curve } }: Certificate): string | null | undefined {
  switch (kind) {
    case 'RSA':
    case 'RSA-PSS':
      if (bits === null) return undefined;
      return bits < 2048 ? `an RSA key of ${bits} bits` : null;
    case 'EC':
      if (bits === null) return undefined;
      return bits < 256 ? `a key on ${curve}, of ${bits} bits` : null;
    case 'DSA':
      return 'a DSA key';
    case 'Ed25519':
    case 'Ed448':
    case 'ML-DSA-44':
    case 'ML-DSA-65':
    case 'ML-DSA-87':
      return null;
    default:
      return undefined;
  }
}

const brokenHashes = new Set(['MD2', 'MD4', 'MD5', 'SHA-1']);

/**
 * What is wrong with how it is signed; undefined when it cannot be told. Nobody goes by the signature that a
 * root made of itself.
 */
export function weakSignature({
  signature: { name, hash },
  selfIssued,
  authority,
}: Certificate): string | null | undefined {
  if (hash !== null && brokenHashes.has(hash)) return selfIssued && authority ? null : `signed with ${hash} (${name})`;
  const isKnown = hash !== null || /^(Ed|ML-DSA)/.test(name);
  return isKnown ? null : undefined;
}

/** `CN=web.example (serial 0A1B)`. */
export function describeCertificate({ subject, names, serial }: Certificate): string {
  const name = subject === '' ? (names[0] ?? 'without a name') : subject;
  return `${name} (serial ${serial})`;
}

export function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

function spanOf(milliseconds: number): string {
  const days = Math.floor(milliseconds / day);
  if (days >= 1) return days === 1 ? '1 day' : `${days} days`;
  const hours = Math.floor(milliseconds / 3_600_000);
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
