import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noHostIpc } from './no-host-ipc.ts';

checkTable(noHostIpc, [
  { name: 'own namespace', facts: [workloadFact({ hostIpc: false })], verdicts: ['pass'] },
  { name: "the host's", facts: [workloadFact({ hostIpc: true })], verdicts: ['fail'], saw: /host/ },
  { name: 'not said', facts: [workloadFact({})], verdicts: ['unknown'] },
]);
