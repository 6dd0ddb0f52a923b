import { certificates } from '../../facts/certificate.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type About, type Fact } from '../../model/fact.ts';
import type { StoredCertificates } from '../../facts/certificate.ts';
import { purposeOf, readStored } from './read-stored.ts';

/** What a file of certificates holds; null when it holds none: a key alone, a request for one. */
export function certificatesOfFile(bytes: Buffer, about: About, at: Evidence): Fact<StoredCertificates> | null {
  const read = readStored(bytes, at, true);
  if (read.certificates.length === 0) return null;
  return fact(certificates, about, { purpose: purposeOf(read), key: '', certificates: read.certificates, at }, at);
}
