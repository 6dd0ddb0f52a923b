import { checkTable, container, containers, here, workloadFact } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { noHostPort } from './no-host-port.ts';

const at = (...ports: number[]): Fact<Workload>[] => [
  workloadFact({
    hostNetwork: false,
    containers: [
      container({
        ports: ports.map((hostPort) => ({ containerPort: 8080, protocol: 'tcp', hostPort, hostAddress: '', at: here })),
      }),
    ],
  }),
];

checkTable(noHostPort, [
  { name: 'none', facts: at(), verdicts: ['pass'] },
  { name: 'one', facts: at(8080), verdicts: ['fail'], saw: /8080/ },
  {
    name: 'not a question of Compose',
    facts: [workloadFact({ orchestrator: 'compose', containers: [container()] })],
    verdicts: [],
  },
  { name: 'not known', facts: containers({}), verdicts: ['unknown'] },
]);
