import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { userNamespaceUsed } from './user-namespace-used.ts';

checkTable(userNamespaceUsed, [
  { name: 'mapped', facts: [workloadFact({ userNamespace: true })], verdicts: ['pass'] },
  { name: 'not mapped', facts: [workloadFact({ userNamespace: false })], verdicts: ['fail'], saw: /root/ },
  { name: 'declared without a word', facts: [workloadFact({})], verdicts: [] },
  { name: 'running, not known', facts: [workloadFact({}, 'running')], verdicts: ['unknown'] },
]);
