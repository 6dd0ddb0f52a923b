import { checkTable } from '../../../../test/checks/table.ts';
import { container, workloadFact } from '../../../../test/checks/table.ts';
import type { Container } from '../../../facts/workload.ts';
import type { Stage } from '../../../model/fact.ts';
import { here, type Plain } from '../../../../test/checks/table.ts';
import { seen } from '../../../model/seen.ts';

const docker = (given: Plain<Container>, stage: Stage = 'running') =>
  workloadFact({ orchestrator: 'docker', containers: [container(given)] }, stage);
import { noOwnCgroupParent } from './no-own-cgroup-parent.ts';

checkTable(noOwnCgroupParent, [
  { name: "the engine's own", facts: [docker({ cgroupParent: seen('', here) })], verdicts: ['pass'] },
  { name: 'another', facts: [docker({ cgroupParent: seen('/other', here) })], verdicts: ['fail'], saw: /other/ },
  { name: 'not said', facts: [docker({ cgroupParent: seen<string>(undefined, here) })], verdicts: ['unknown'] },
  { name: 'a Pod has none', facts: [docker({})], verdicts: [] },
]);
