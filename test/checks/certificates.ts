import { certificates, type StoredCertificates } from '../../src/facts/certificate.ts';
import { moment, type Moment } from '../../src/facts/moment.ts';
import type { Certificate } from '../../src/model/certificate.ts';
import { fact, type Fact, type Subject } from '../../src/model/fact.ts';
import { here } from './table.ts';

/** A sound certificate of a year, but for what is given; a string is one that cannot be read. */
export type CertificateWish = Partial<Certificate> | string;

const sound: Certificate = {
  subject: 'CN=web.example',
  issuer: 'CN=Lab',
  serial: '0A',
  notBefore: '2026-06-01T00:00:00.000Z',
  notAfter: '2027-06-01T00:00:00.000Z',
  key: { kind: 'EC', bits: 256, curve: 'P-256' },
  signature: { name: 'ecdsa-with-SHA256', hash: 'SHA-256' },
  names: ['dns:web.example'],
  authority: false,
  selfIssued: false,
  mustStaple: false,
  fingerprint: '00',
};

export function certificate(wish: Partial<Certificate> = {}): Certificate {
  return { ...sound, ...wish };
}

/** Certificates kept in one place: the identity in `tls.crt` of Secret shop/web unless said otherwise. */
export function kept(
  wishes: readonly CertificateWish[],
  purpose: StoredCertificates['purpose'] = 'identity',
  subject: Subject = { source: 'test', kind: 'Secret', namespace: 'shop', name: 'web' },
): Fact<StoredCertificates> {
  const all = wishes.map((wish) =>
    typeof wish === 'string' ? { unreadable: wish, at: here } : { certificate: certificate(wish), at: here },
  );
  const key = purpose === 'identity' ? 'tls.crt' : 'ca.crt';
  return fact(certificates, { subject, stage: 'declared' }, { purpose, key, certificates: all, at: here }, here);
}

/** 24 November 2026. */
export function today(): Fact<Moment> {
  const about = { subject: { source: 'plimsoll', kind: 'Settings', name: 'none' }, stage: 'declared' } as const;
  return fact(moment, about, { now: '2026-11-24T00:00:00.000Z' }, { source: 'plimsoll' });
}
