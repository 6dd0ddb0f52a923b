import { checkTable, containers } from '../../../../test/checks/table.ts';
import { onlyBaselineCapabilities } from './only-baseline-capabilities.ts';

checkTable(onlyBaselineCapabilities, [
  { name: 'adds nothing', facts: containers({ capabilitiesAdded: [] }), verdicts: ['pass'] },
  {
    name: 'adds one of the baseline',
    facts: containers({ capabilitiesAdded: ['NET_BIND_SERVICE'] }),
    verdicts: ['pass'],
  },
  {
    name: 'adds another',
    facts: containers({ capabilitiesAdded: ['CHOWN', 'IPC_LOCK'] }),
    verdicts: ['fail'],
    saw: /^adds IPC_LOCK$/,
  },
  { name: 'adds NET_RAW', facts: containers({ capabilitiesAdded: ['NET_RAW'] }), verdicts: ['fail'], saw: /NET_RAW/ },
  { name: 'privileged', facts: containers({ capabilitiesAdded: [], privileged: true }), verdicts: ['fail'] },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
