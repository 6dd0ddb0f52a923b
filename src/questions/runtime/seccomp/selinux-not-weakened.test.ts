import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { SeLinux } from '../../../facts/workload.ts';
import { seen } from '../../../model/seen.ts';
import { selinuxNotWeakened } from './selinux-not-weakened.ts';

checkTable(selinuxNotWeakened, [
  { name: 'only a level', facts: containers({ seLinux: { disabled: false, level: 's0:c1,c2' } }), verdicts: ['pass'] },
  {
    name: 'a confined type',
    facts: containers({ seLinux: { disabled: false, type: 'container_init_t' } }),
    verdicts: ['pass'],
  },
  { name: 'off', facts: containers({ seLinux: { disabled: true } }), verdicts: ['fail'], saw: /off/ },
  {
    name: 'another type',
    facts: containers({ seLinux: { disabled: false, type: 'spc_t' } }),
    verdicts: ['fail'],
    saw: /spc_t/,
  },
  {
    name: 'a role',
    facts: containers({ seLinux: { disabled: false, role: 'sysadm_r' } }),
    verdicts: ['fail'],
    saw: /role/,
  },
  {
    name: 'absent',
    facts: containers({ privileged: false, seLinux: seen<SeLinux>(undefined, here, 'no seLinuxOptions: x') }),
    verdicts: ['pass'],
  },
  {
    name: 'absent and privileged',
    facts: containers({ privileged: true, seLinux: seen<SeLinux>(undefined, here, 'no seLinuxOptions: x') }),
    verdicts: ['fail'],
    saw: /privileged/,
  },
  {
    name: 'absent, and whether it is privileged is not said',
    facts: containers({ seLinux: seen<SeLinux>(undefined, here, 'no seLinuxOptions: x') }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
