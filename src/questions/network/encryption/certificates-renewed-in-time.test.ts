import { checkTable } from '../../../../test/checks/table.ts';
import { kept, today } from '../../../../test/checks/certificates.ts';
import { certificatesRenewedInTime } from './certificates-renewed-in-time.ts';

checkTable(certificatesRenewedInTime, [
  { name: 'half a year left', facts: [kept([{}]), today()], verdicts: ['pass'] },
  { name: 'three weeks left', facts: [kept([{ notAfter: '2026-12-15T00:00:00.000Z' }]), today()], verdicts: ['pass'] },
  {
    name: 'less',
    facts: [kept([{ notAfter: '2026-12-14T00:00:00.000Z' }]), today()],
    verdicts: ['fail'],
    saw: /ends on 2026-12-14, in 20 days of/,
  },
  {
    name: 'a short one with a quarter left',
    facts: [kept([{ notBefore: '2026-11-21T00:00:00.000Z', notAfter: '2026-11-25T00:00:00.000Z' }]), today()],
    verdicts: ['pass'],
  },
  {
    name: 'a short one with an eighth left',
    facts: [kept([{ notBefore: '2026-11-17T00:00:00.000Z', notAfter: '2026-11-25T00:00:00.000Z' }]), today()],
    verdicts: ['fail'],
  },
  {
    name: 'over, which another check tells',
    facts: [kept([{ notAfter: '2026-11-20T00:00:00.000Z' }]), today()],
    verdicts: ['pass'],
  },
  { name: 'one that cannot be read', facts: [kept(['is cut off']), today()], verdicts: ['unknown'] },
]);
