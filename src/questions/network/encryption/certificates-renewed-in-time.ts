import { certificates } from '../../../facts/certificate.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeIdentities, nowOf } from '../certificates/holders.ts';
import { describeCertificate, nearItsEnd } from '../certificates/worth.ts';

export const certificatesRenewedInTime = defineCheck({
  id: 'NET-702',
  name: 'certificates-renewed-in-time',
  aspect: 'network/encryption',
  title: 'Certificates that are kept to be served are renewed before their end is near',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Renew it now, and see why what should have renewed it did not.',
  toKnow: 'Look at the certificate: `openssl x509 -noout -dates -in FILE`.',
  needs: { stored: certificates, moments: moment },
  *evaluate({ stored, moments }) {
    const now = nowOf(moments);
    yield* judgeIdentities(stored, (one) => {
      if (now === undefined) return undefined;
      const near = nearItsEnd(one, now);
      return near === null ? null : `${describeCertificate(one)} ${near}`;
    });
  },
});
