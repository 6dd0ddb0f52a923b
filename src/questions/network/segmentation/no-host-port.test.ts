import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { noHostPort } from './no-host-port.ts';

const pod = (hostPort: number | null, hostNetwork?: boolean): ReturnType<typeof workloadFact>[] => [
  workloadFact({
    ...(hostNetwork === undefined ? {} : { hostNetwork }),
    containers: [
      container({
        ports: [
          { containerPort: 80, protocol: 'tcp', hostPort, hostAddress: hostPort === null ? null : '0.0.0.0', at: here },
        ],
      }),
    ],
  }),
];

checkTable(noHostPort, [
  { name: 'a port of the Pod only', facts: pod(null, false), verdicts: ['pass'] },
  { name: 'a port of the node', facts: pod(8080, false), verdicts: ['fail'], saw: /8080/ },
  { name: 'the network is not known', facts: pod(null), verdicts: ['unknown'] },
  { name: 'the network of the node', facts: pod(80, true), verdicts: [] },
  {
    name: 'a Compose service',
    facts: [workloadFact({ orchestrator: 'compose', containers: [container()] })],
    verdicts: [],
  },
]);
