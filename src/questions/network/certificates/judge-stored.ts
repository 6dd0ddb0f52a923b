import type { StoredCertificate, StoredCertificates } from '../../../facts/certificate.ts';
import type { Certificate } from '../../../model/certificate.ts';
import type { TlsFinding } from '../../../model/tls-finding.ts';
import { describeCertificate, nearItsEnd, outOfDate, weakKey, weakSignature } from './worth.ts';

const renew = 'Renew it, and let a machine do so from now on (cert-manager, an ACME client).';
const replace = 'Have it issued anew with a key of RSA 2048 bits or P-256 at least, signed with SHA-256 at least.';

/** What is said of certificates where they are kept. History that is over is not judged. */
export function judgeStored({ purpose, certificates }: StoredCertificates, now: string): readonly TlsFinding[] {
  if (purpose === 'issued') return [];
  const unreadable = certificates.flatMap((one) => ('unreadable' in one ? [one.unreadable] : []));
  const findings: TlsFinding[] = unreadable.map((because) => ({
    rule: 'certificate-unreadable',
    verdict: 'unknown',
    saw: `it ${because}`,
    remedy: 'Put a whole certificate there.',
  }));
  const read = certificatesIn(certificates);
  return purpose === 'authorities' ? [...findings, ...ofAuthorities(read, now)] : [...findings, ...ofChain(read, now)];
}

/** A bundle may keep an authority that is over beside its successor; it is over when none is left. */
function ofAuthorities(read: readonly Certificate[], now: string): TlsFinding[] {
  const over = read.flatMap((one) => outOfDate(one, now) ?? []);
  if (read.length > 0 && over.length === read.length)
    return [
      {
        rule: 'authority-expired',
        verdict: 'fail',
        saw: read.length === 1 ? `${describeCertificate(read[0]!)} ${over[0]}` : `none of ${read.length} is valid`,
        remedy: 'Put the authority there that issues today.',
      },
    ];
  return [];
}

/** What is said of certificates that are shown to others: their own and those that vouch for it. */
export function ofChain(read: readonly Certificate[], now: string): TlsFinding[] {
  return read.flatMap((one) => {
    const name = describeCertificate(one);
    const found: TlsFinding[] = [];
    const over = outOfDate(one, now);
    if (over !== null)
      found.push({ rule: 'certificate-expired', verdict: 'fail', saw: `${name} ${over}`, remedy: renew });
    const near = over === null ? nearItsEnd(one, now) : null;
    if (near !== null)
      found.push({ rule: 'certificate-near-end', verdict: 'advice', saw: `${name} ${near}`, remedy: renew });
    for (const [rule, weak] of [
      ['key-weak', weakKey(one)],
      ['signature-weak', weakSignature(one)],
    ] as const) {
      if (weak === undefined)
        found.push({ rule, verdict: 'unknown', saw: `${name}: of a kind that is not known`, remedy: replace });
      else if (weak !== null) found.push({ rule, verdict: 'fail', saw: `${name}: ${weak}`, remedy: replace });
    }
    return found;
  });
}

export function certificatesIn(all: readonly StoredCertificate[]): readonly Certificate[] {
  return all.flatMap((one) => ('certificate' in one ? [one.certificate] : []));
}
