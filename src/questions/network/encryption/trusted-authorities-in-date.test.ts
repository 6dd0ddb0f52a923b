import { checkTable } from '../../../../test/checks/table.ts';
import { kept, today } from '../../../../test/checks/certificates.ts';
import { trustedAuthoritiesInDate } from './trusted-authorities-in-date.ts';

checkTable(trustedAuthoritiesInDate, [
  { name: 'valid', facts: [kept([{}], 'authorities'), today()], verdicts: ['pass'] },
  {
    name: 'over',
    facts: [kept([{ notAfter: '2026-01-01T00:00:00.000Z' }], 'authorities'), today()],
    verdicts: ['fail'],
    saw: /ca\.crt: CN=web\.example .* expired/,
  },
  {
    name: 'an old one beside its successor',
    facts: [kept([{ notAfter: '2026-01-01T00:00:00.000Z' }, {}], 'authorities'), today()],
    verdicts: ['pass'],
  },
  {
    name: 'two old ones',
    facts: [
      kept([{ notAfter: '2026-01-01T00:00:00.000Z' }, { notAfter: '2026-01-02T00:00:00.000Z' }], 'authorities'),
      today(),
    ],
    verdicts: ['fail'],
    saw: /none of 2/,
  },
  {
    name: 'one that cannot be read',
    facts: [kept(['is no base64'], 'authorities'), today()],
    verdicts: ['unknown'],
    saw: /no base64/,
  },
  { name: 'without a day', facts: [kept([{}], 'authorities')], verdicts: ['unknown'] },
  { name: 'an identity', facts: [kept([{}]), today()], verdicts: [] },
]);
