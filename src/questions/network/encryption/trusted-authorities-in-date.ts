import { certificates } from '../../../facts/certificate.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { nowOf, prefixed, severityOf } from '../certificates/holders.ts';
import { describeCertificate, outOfDate } from '../certificates/worth.ts';

export const trustedAuthoritiesInDate = defineCheck({
  id: 'NET-706',
  name: 'trusted-authorities-in-date',
  aspect: 'network/encryption',
  title: 'Bundles of authorities, those of webhooks and APIServices too, hold one that is valid',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Put the certificate of the authority there that issues today, or let a controller inject it.',
  toKnow: 'Look at the bundle: `openssl crl2pkcs7 -nocrl -certfile FILE | openssl pkcs7 -print_certs -text -noout`.',
  needs: { stored: certificates, moments: moment },
  *evaluate({ stored, moments }) {
    const now = nowOf(moments);
    for (const one of stored) {
      const { purpose, at, certificates: all } = one.value;
      if (purpose !== 'authorities') continue;
      const read = all.flatMap((each) => ('certificate' in each ? [each.certificate] : []));
      const unreadable = all.find((each) => 'unreadable' in each);
      if (now !== undefined && read.some((each) => outOfDate(each, now) === null)) yield pass(one, at);
      else if (now === undefined) yield unknown(one, at, 'nobody says what day it is');
      else if (unreadable !== undefined && 'unreadable' in unreadable)
        yield unknown(one, unreadable.at, prefixed(one.value, `a certificate ${unreadable.unreadable}`));
      else {
        const [first] = read;
        const saw =
          first !== undefined && read.length === 1
            ? `${describeCertificate(first)} ${outOfDate(first, now)}`
            : `none of ${read.length} authorities is valid today`;
        yield fail(one, at, prefixed(one.value, saw), severityOf(one));
      }
    }
  },
});
