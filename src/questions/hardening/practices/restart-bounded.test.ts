import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { restartBounded } from './restart-bounded.ts';

const service = (given: Parameters<typeof container>[0]): Fact<Workload> =>
  workloadFact({ orchestrator: 'compose', containers: [container(given)] });

checkTable(restartBounded, [
  { name: 'bounded', facts: [service({ restart: 'on-failure:5' })], verdicts: ['pass'] },
  { name: 'never', facts: [service({ restart: 'no' })], verdicts: ['pass'] },
  { name: 'always', facts: [service({ restart: 'always' })], verdicts: ['fail'], saw: /always/ },
  { name: 'on failure, without bound', facts: [service({ restart: 'on-failure' })], verdicts: ['fail'] },
  { name: 'not a question of a Pod', facts: containers({ restart: 'Always' }), verdicts: [] },
  { name: 'not said', facts: [service({})], verdicts: ['unknown'] },
]);
