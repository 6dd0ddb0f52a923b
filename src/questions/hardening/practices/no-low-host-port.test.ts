import { checkTable, container, containers, here, workloadFact } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { noLowHostPort } from './no-low-host-port.ts';

const at = (...ports: number[]): Fact<Workload>[] => [
  workloadFact({
    hostNetwork: false,
    containers: [
      container({
        ports: ports.map((hostPort) => ({
          containerPort: 8080,
          protocol: 'tcp',
          hostPort,
          hostAddress: '0.0.0.0',
          at: here,
        })),
      }),
    ],
  }),
];

checkTable(noLowHostPort, [
  { name: 'none', facts: at(), verdicts: ['pass'] },
  { name: 'a high one', facts: at(8080), verdicts: ['pass'] },
  { name: 'a low one', facts: at(443), verdicts: ['fail'], saw: /443/ },
  { name: 'not known', facts: containers({}), verdicts: ['unknown'] },
]);
