import { checkTable, containers } from '../../../../test/checks/table.ts';
import { allCapabilitiesDropped } from './all-capabilities-dropped.ts';

checkTable(allCapabilitiesDropped, [
  { name: 'drops all', facts: containers({ capabilitiesDropped: ['ALL'] }), verdicts: ['pass'] },
  { name: 'in lower case', facts: containers({ capabilitiesDropped: ['all'] }), verdicts: ['pass'] },
  { name: 'drops some', facts: containers({ capabilitiesDropped: ['NET_RAW'] }), verdicts: ['fail'], saw: /default/ },
  { name: 'privileged', facts: containers({ capabilitiesDropped: ['ALL'], privileged: true }), verdicts: ['fail'] },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
