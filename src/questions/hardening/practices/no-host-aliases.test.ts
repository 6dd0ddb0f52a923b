import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noHostAliases } from './no-host-aliases.ts';

checkTable(noHostAliases, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  { name: 'an empty list', facts: inPod('hostAliases: []'), verdicts: ['pass'] },
  {
    name: 'some',
    facts: inPod('hostAliases: [{ip: 1.2.3.4, hostnames: [db, api]}]'),
    verdicts: ['fail'],
    saw: /db, api/,
  },
  { name: 'an entry of a wrong shape', facts: inPod('hostAliases: [db]'), verdicts: ['fail'] },
  { name: 'no list', facts: inPod('hostAliases: {ip: 1.2.3.4}'), verdicts: ['unknown'], saw: /is a mapping/ },
]);
