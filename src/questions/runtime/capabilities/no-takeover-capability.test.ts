import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noTakeoverCapability } from './no-takeover-capability.ts';

checkTable(noTakeoverCapability, [
  { name: 'adds nothing', facts: containers({ privileged: false, capabilitiesAdded: [] }), verdicts: ['pass'] },
  {
    name: 'adds a harmless one',
    facts: containers({ privileged: false, capabilitiesAdded: ['CHOWN'] }),
    verdicts: ['pass'],
  },
  {
    name: 'SYS_ADMIN',
    facts: containers({ privileged: false, capabilitiesAdded: ['SYS_ADMIN'] }),
    verdicts: ['fail'],
    saw: /mounts/,
  },
  {
    name: 'with prefix',
    facts: containers({ privileged: false, capabilitiesAdded: ['cap_bpf'] }),
    verdicts: ['fail'],
    saw: /BPF/,
  },
  {
    name: 'ALL',
    facts: containers({ privileged: false, capabilitiesAdded: ['ALL'] }),
    verdicts: ['fail'],
    saw: /every/,
  },
  { name: 'privileged', facts: containers({ capabilitiesAdded: [], privileged: true }), verdicts: ['fail'] },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
