import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Confinement } from '../../../facts/workload.ts';
import { seen } from '../../../model/seen.ts';
import { apparmorNotUnconfined } from './apparmor-not-unconfined.ts';

checkTable(apparmorNotUnconfined, [
  { name: 'default', facts: containers({ appArmor: { type: 'default' } }), verdicts: ['pass'] },
  { name: 'unconfined', facts: containers({ appArmor: { type: 'unconfined' } }), verdicts: ['fail'], saw: /AppArmor/ },
  { name: 'privileged', facts: containers({ privileged: true }), verdicts: ['fail'] },
  {
    name: 'absent',
    facts: containers({ appArmor: seen<Confinement>(undefined, here, 'no appArmorProfile') }),
    verdicts: ['pass'],
  },
  {
    name: 'not understood',
    facts: containers({ appArmor: seen<Confinement>(undefined, here, 'is a list') }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
