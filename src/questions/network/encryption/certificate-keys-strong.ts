import { certificates } from '../../../facts/certificate.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeIdentities } from '../certificates/holders.ts';
import { describeCertificate, weakKey } from '../certificates/worth.ts';

export const certificateKeysStrong = defineCheck({
  id: 'NET-703',
  name: 'certificate-keys-strong',
  aspect: 'network/encryption',
  title: 'Certificates have keys of RSA 2048 bits, P-256 or more',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Make a new key, ECDSA P-256 or RSA with 2048 bits at least, and have a certificate issued for it.',
  toKnow: 'Look at the certificate: `openssl x509 -noout -text -in FILE`.',
  needs: { stored: certificates },
  *evaluate({ stored }) {
    yield* judgeIdentities(stored, (one) => {
      const weak = weakKey(one);
      return typeof weak === 'string' ? `${describeCertificate(one)} has ${weak}` : weak;
    });
  },
});
