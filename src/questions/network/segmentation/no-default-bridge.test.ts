import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noDefaultBridge } from './no-default-bridge.ts';

checkTable(noDefaultBridge, [
  {
    name: 'a network of its own',
    facts: [workloadFact({ orchestrator: 'docker', networks: ['shop'] })],
    verdicts: ['pass'],
  },
  { name: 'none', facts: [workloadFact({ orchestrator: 'docker', networks: [] })], verdicts: ['pass'] },
  {
    name: 'the default bridge',
    facts: [workloadFact({ orchestrator: 'docker', networks: ['shop', 'bridge'] })],
    verdicts: ['fail'],
  },
  { name: 'not said', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: ['unknown'] },
  { name: 'Kubernetes', facts: [workloadFact({})], verdicts: [] },
]);
