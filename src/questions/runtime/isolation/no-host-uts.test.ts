import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { noHostUts } from './no-host-uts.ts';

checkTable(noHostUts, [
  { name: 'own namespace', facts: [workloadFact({ orchestrator: 'docker', hostUts: false })], verdicts: ['pass'] },
  {
    name: "the host's",
    facts: [workloadFact({ orchestrator: 'docker', hostUts: true })],
    verdicts: ['fail'],
    saw: /host/,
  },
  { name: 'not said', facts: [workloadFact({ orchestrator: 'docker' })], verdicts: ['unknown'] },
  { name: 'not a question in Kubernetes', facts: [workloadFact({})], verdicts: [] },
]);
