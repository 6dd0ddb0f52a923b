import { checkTable, containers } from '../../../../test/checks/table.ts';
import { allCapabilitiesDropped } from './all-capabilities-dropped.ts';

checkTable(allCapabilitiesDropped, [
  { name: 'drops all', facts: containers({ privileged: false, capabilitiesDropped: ['ALL'] }), verdicts: ['pass'] },
  { name: 'in lower case', facts: containers({ privileged: false, capabilitiesDropped: ['all'] }), verdicts: ['pass'] },
  {
    name: 'drops some',
    facts: containers({ privileged: false, capabilitiesDropped: ['NET_RAW'] }),
    verdicts: ['fail'],
    saw: /default/,
  },
  { name: 'privileged', facts: containers({ capabilitiesDropped: ['ALL'], privileged: true }), verdicts: ['fail'] },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
