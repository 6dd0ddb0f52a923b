import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noHostPid } from './no-host-pid.ts';

checkTable(noHostPid, [
  { name: 'own namespace', facts: [workloadFact({ hostPid: false })], verdicts: ['pass'] },
  { name: "the host's", facts: [workloadFact({ hostPid: true })], verdicts: ['fail'], saw: /host/ },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
]);
