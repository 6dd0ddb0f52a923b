import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { cpuShare } from './cpu-share.ts';

const docker = (given: Parameters<typeof container>[0]): Fact<Workload>[] => {
  const one: Container = container(given);
  return [workloadFact({ orchestrator: 'docker', containers: [one] })];
};

checkTable(cpuShare, [
  { name: 'limited', facts: docker({ cpuLimit: 100 }), verdicts: ['pass'] },
  { name: 'unlimited', facts: docker({ cpuLimit: 0 }), verdicts: ['fail'], saw: /no|any/ },
  { name: 'not said', facts: docker({}), verdicts: ['unknown'] },
  { name: 'a request is enough', facts: docker({ cpuLimit: 0, cpuRequest: 0.1 }), verdicts: ['pass'] },
]);
