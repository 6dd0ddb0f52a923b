import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { memoryLimit } from './memory-limit.ts';

const docker = (given: Parameters<typeof container>[0]): Fact<Workload>[] => {
  const one: Container = container(given);
  return [workloadFact({ orchestrator: 'docker', containers: [one] })];
};

checkTable(memoryLimit, [
  { name: 'limited', facts: docker({ memoryLimit: 100 }), verdicts: ['pass'] },
  { name: 'unlimited', facts: docker({ memoryLimit: 0 }), verdicts: ['fail'], saw: /no|any/ },
  { name: 'not said', facts: docker({}), verdicts: ['unknown'] },
]);
