import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { pidsLimit } from './pids-limit.ts';

const docker = (given: Parameters<typeof container>[0]): Fact<Workload>[] => {
  const one: Container = container(given);
  return [workloadFact({ orchestrator: 'docker', containers: [one] })];
};

checkTable(pidsLimit, [
  { name: 'limited', facts: docker({ pidsLimit: 100 }), verdicts: ['pass'] },
  { name: 'unlimited', facts: docker({ pidsLimit: 0 }), verdicts: ['fail'], saw: /no|any/ },
  { name: 'not said', facts: docker({}), verdicts: ['unknown'] },
  { name: 'not a question of a Pod', facts: containers({}), verdicts: [] },
]);
