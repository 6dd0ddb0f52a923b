import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { ownNamespace } from './own-namespace.ts';

checkTable(ownNamespace, [
  { name: 'its own', facts: [workloadFact({ namespace: 'shop' })], verdicts: ['pass'] },
  { name: 'default', facts: [workloadFact({ namespace: 'default' })], verdicts: ['fail'], saw: /default/ },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
  { name: 'not a question of Compose', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
]);
