import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { ownServiceAccount } from './own-service-account.ts';

checkTable(ownServiceAccount, [
  { name: 'its own', facts: [workloadFact({ serviceAccount: 'web' })], verdicts: ['pass'] },
  { name: 'the default one', facts: [workloadFact({ serviceAccount: 'default' })], verdicts: ['fail'], saw: /default/ },
  {
    name: 'the default one without its token',
    facts: [workloadFact({ serviceAccount: 'default', serviceAccountToken: false })],
    verdicts: ['pass'],
  },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
  { name: 'not a question of Docker', facts: [workloadFact({ orchestrator: 'docker' })], verdicts: [] },
]);
