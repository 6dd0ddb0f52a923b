import { certificates } from '../../facts/certificate.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type About, type Fact } from '../../model/fact.ts';
import type { StoredCertificates } from '../../facts/certificate.ts';
import { purposeOf, readStored } from './read-stored.ts';

/** What a file of certificates holds; null when it holds something else: a key alone, a request for one. */
export function certificatesOfFile(bytes: Buffer, about: About, at: Evidence): Fact<StoredCertificates> | null {
  const read = readStored(bytes, at, true);
  const held = read.isNothing ? [{ unreadable: 'is neither PEM nor DER', at }] : read.certificates;
  if (held.length === 0) return null;
  return fact(certificates, about, { purpose: purposeOf(read), key: '', certificates: held, at }, at);
}
