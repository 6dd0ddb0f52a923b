import { certificates } from '../../../facts/certificate.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeIdentities } from '../certificates/holders.ts';
import { describeCertificate, weakSignature } from '../certificates/worth.ts';

export const certificateSignaturesStrong = defineCheck({
  id: 'NET-704',
  name: 'certificate-signatures-strong',
  aspect: 'network/encryption',
  title: 'Certificates are not signed with SHA-1 or MD5',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Have it issued anew by an authority that signs with SHA-256 or better.',
  toKnow: 'Look at the certificate: `openssl x509 -noout -text -in FILE`.',
  needs: { stored: certificates },
  *evaluate({ stored }) {
    yield* judgeIdentities(stored, (one) => {
      const weak = weakSignature(one);
      return typeof weak === 'string' ? `${describeCertificate(one)} is ${weak}` : weak;
    });
  },
});
