import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { publishedPortsNameAnAddress } from './published-ports-name-an-address.ts';

const service = (...addresses: (string | null)[]): ReturnType<typeof workloadFact>[] => [
  workloadFact({
    orchestrator: 'compose',
    containers: [
      container({
        ports: addresses.map((hostAddress) => ({
          containerPort: 80,
          protocol: 'tcp',
          hostPort: 8080,
          hostAddress,
          at: here,
        })),
      }),
    ],
  }),
];

checkTable(publishedPortsNameAnAddress, [
  { name: 'none', facts: service(), verdicts: ['pass'] },
  { name: 'loopback', facts: service('127.0.0.1'), verdicts: ['pass'] },
  { name: 'one address', facts: service('192.0.2.1'), verdicts: ['pass'] },
  { name: 'all of IPv4 and IPv6', facts: service('0.0.0.0', '::'), verdicts: ['fail', 'fail'], saw: /every address/ },
  { name: 'not known', facts: service(null), verdicts: ['unknown'] },
  {
    name: 'the network of the host',
    facts: [workloadFact({ orchestrator: 'docker', hostNetwork: true, containers: [container()] })],
    verdicts: ['unknown'],
  },
  { name: 'Kubernetes', facts: [workloadFact({ containers: [container()] })], verdicts: [] },
]);
