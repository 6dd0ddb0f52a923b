import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Confinement } from '../../../facts/workload.ts';
import { seen } from '../../../model/seen.ts';
import { apparmorNotUnconfined } from './apparmor-not-unconfined.ts';

checkTable(apparmorNotUnconfined, [
  { name: 'default', facts: containers({ privileged: false, appArmor: { type: 'default' } }), verdicts: ['pass'] },
  {
    name: 'unconfined',
    facts: containers({ privileged: false, appArmor: { type: 'unconfined' } }),
    verdicts: ['fail'],
    saw: /AppArmor/,
  },
  { name: 'privileged', facts: containers({ privileged: true }), verdicts: ['fail'] },
  {
    name: 'absent',
    facts: containers({ privileged: false, appArmor: seen<Confinement>(undefined, here, 'no appArmorProfile') }),
    verdicts: ['pass'],
  },
  {
    name: 'not understood',
    facts: containers({ privileged: false, appArmor: seen<Confinement>(undefined, here, 'is a list') }),
    verdicts: ['unknown'],
  },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
