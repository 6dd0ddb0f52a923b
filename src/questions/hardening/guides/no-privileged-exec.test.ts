import { checkTable } from '../../../../test/checks/table.ts';
import { container, workloadFact } from '../../../../test/checks/table.ts';
import type { Container } from '../../../facts/workload.ts';
import type { Stage } from '../../../model/fact.ts';
import { here, type Plain } from '../../../../test/checks/table.ts';
import { seen } from '../../../model/seen.ts';

const docker = (given: Plain<Container>, stage: Stage = 'running') =>
  workloadFact({ orchestrator: 'docker', containers: [container(given)] }, stage);
import { noPrivilegedExec } from './no-privileged-exec.ts';

checkTable(
  noPrivilegedExec,
  [
    {
      name: 'one',
      facts: [docker({ execs: seen([{ command: ['sh'], privileged: true, user: 'root', at: here }], here) })],
      verdicts: ['fail'],
      saw: /privileged/,
    },
    {
      name: 'its arguments, which may be passwords, are not told',
      facts: [docker({ execs: seen([{ command: ['psql', 'pw'], privileged: true, user: '', at: here }], here) })],
      verdicts: ['fail'],
      saw: /^psql was/,
    },
    {
      name: 'none now',
      facts: [docker({ execs: seen([{ command: ['sh'], privileged: false, user: '1000', at: here }], here) })],
      verdicts: ['unknown'],
      saw: /before/,
    },
    { name: 'not asked', facts: [docker({ execs: seen<never>(undefined, here) })], verdicts: ['unknown'] },
    { name: 'it does not run', facts: [docker({ execs: seen([], here) }, 'declared')], verdicts: [] },
  ],
  { never: ['pass'], because: 'the engine keeps no record of what has ended' },
);
