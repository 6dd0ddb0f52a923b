import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noHostNetwork } from './no-host-network.ts';

checkTable(noHostNetwork, [
  { name: 'own namespace', facts: [workloadFact({ hostNetwork: false })], verdicts: ['pass'] },
  { name: "the host's", facts: [workloadFact({ hostNetwork: true })], verdicts: ['fail'], saw: /host/ },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
]);
