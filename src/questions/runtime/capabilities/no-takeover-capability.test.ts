import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noTakeoverCapability } from './no-takeover-capability.ts';

checkTable(noTakeoverCapability, [
  { name: 'adds nothing', facts: containers({ capabilitiesAdded: [] }), verdicts: ['pass'] },
  { name: 'adds a harmless one', facts: containers({ capabilitiesAdded: ['CHOWN'] }), verdicts: ['pass'] },
  { name: 'SYS_ADMIN', facts: containers({ capabilitiesAdded: ['SYS_ADMIN'] }), verdicts: ['fail'], saw: /mounts/ },
  { name: 'with prefix', facts: containers({ capabilitiesAdded: ['cap_bpf'] }), verdicts: ['fail'], saw: /BPF/ },
  { name: 'ALL', facts: containers({ capabilitiesAdded: ['ALL'] }), verdicts: ['fail'], saw: /every/ },
  { name: 'privileged', facts: containers({ capabilitiesAdded: [], privileged: true }), verdicts: ['fail'] },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
