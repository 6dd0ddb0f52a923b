import { checkTable } from '../../../../test/checks/table.ts';
import { kept, today } from '../../../../test/checks/certificates.ts';
import { certificatesInDate } from './certificates-in-date.ts';

checkTable(certificatesInDate, [
  { name: 'valid', facts: [kept([{}]), today()], verdicts: ['pass'] },
  {
    name: 'over',
    facts: [kept([{ notAfter: '2026-11-20T00:00:00.000Z' }]), today()],
    verdicts: ['fail'],
    saw: /tls\.crt: CN=web\.example .*expired on 2026-11-20, 4 days ago/,
  },
  {
    name: 'not yet',
    facts: [kept([{ notBefore: '2026-12-01T00:00:00.000Z' }]), today()],
    verdicts: ['fail'],
    saw: /only from 2026-12-01/,
  },
  {
    name: 'an intermediate that is over',
    facts: [kept([{}, { subject: 'CN=I', notAfter: '2026-01-01T00:00:00.000Z' }]), today()],
    verdicts: ['fail'],
    saw: /CN=I/,
  },
  {
    name: 'one that cannot be read',
    facts: [kept([{}, 'is cut off']), today()],
    verdicts: ['unknown'],
    saw: /is cut off/,
  },
  { name: 'without a day', facts: [kept([{}])], verdicts: ['unknown'] },
  {
    name: 'authorities and history',
    facts: [
      kept([{ notAfter: '2026-01-01T00:00:00.000Z' }], 'authorities'),
      kept([{ notAfter: '2026-01-01T00:00:00.000Z' }], 'issued'),
      today(),
    ],
    verdicts: [],
  },
]);
