import { checkTable } from '../../../../test/checks/table.ts';
import { container, workloadFact } from '../../../../test/checks/table.ts';
import type { Container } from '../../../facts/workload.ts';
import type { Stage } from '../../../model/fact.ts';
import { here, type Plain } from '../../../../test/checks/table.ts';
import { seen } from '../../../model/seen.ts';

const docker = (given: Plain<Container>, stage: Stage = 'running') =>
  workloadFact({ orchestrator: 'docker', containers: [container(given)] }, stage);
import { ulimitsBounded } from './ulimits-bounded.ts';

checkTable(ulimitsBounded, [
  { name: 'none named', facts: [docker({ ulimits: seen<readonly string[]>([], here) })], verdicts: ['pass'] },
  {
    name: 'bounded',
    facts: [docker({ ulimits: seen<readonly string[]>(['nofile=1024:2048', 'memlock=-1:-1'], here) })],
    verdicts: ['pass'],
  },
  {
    name: 'lifted',
    facts: [docker({ ulimits: seen<readonly string[]>(['nproc=1024:-1'], here) })],
    verdicts: ['fail'],
    saw: /nproc/,
  },
  { name: 'not said', facts: [docker({ ulimits: seen<readonly string[]>(undefined, here) })], verdicts: ['unknown'] },
  { name: 'a Pod has none', facts: [docker({})], verdicts: [] },
]);
