import { certificates } from '../../../facts/certificate.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeIdentities, nowOf } from '../certificates/holders.ts';
import { describeCertificate, outOfDate } from '../certificates/worth.ts';

export const certificatesInDate = defineCheck({
  id: 'NET-701',
  name: 'certificates-in-date',
  aspect: 'network/encryption',
  title: 'Certificates that are kept to be served are valid today',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Renew the certificate, and let a machine do so from now on (cert-manager, an ACME client).',
  toKnow: 'Look at the certificate: `openssl x509 -noout -text -in FILE`.',
  needs: { stored: certificates, moments: moment },
  *evaluate({ stored, moments }) {
    const now = nowOf(moments);
    yield* judgeIdentities(stored, (one) => {
      if (now === undefined) return undefined;
      const wrong = outOfDate(one, now);
      return wrong === null ? null : `${describeCertificate(one)} ${wrong}`;
    });
  },
});
