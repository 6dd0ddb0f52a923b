import { checkTable, containers } from '../../../../test/checks/table.ts';
import { onlyBaselineCapabilities } from './only-baseline-capabilities.ts';

checkTable(onlyBaselineCapabilities, [
  { name: 'adds nothing', facts: containers({ privileged: false, capabilitiesAdded: [] }), verdicts: ['pass'] },
  {
    name: 'adds one of the baseline',
    facts: containers({ privileged: false, capabilitiesAdded: ['NET_BIND_SERVICE'] }),
    verdicts: ['pass'],
  },
  {
    name: 'adds another',
    facts: containers({ privileged: false, capabilitiesAdded: ['CHOWN', 'IPC_LOCK'] }),
    verdicts: ['fail'],
    saw: /^adds IPC_LOCK$/,
  },
  {
    name: 'adds NET_RAW',
    facts: containers({ privileged: false, capabilitiesAdded: ['NET_RAW'] }),
    verdicts: ['fail'],
    saw: /NET_RAW/,
  },
  { name: 'privileged', facts: containers({ capabilitiesAdded: [], privileged: true }), verdicts: ['fail'] },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
