import { checkTable } from '../../../../test/checks/table.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import { container, here, workloadFact } from '../../../../test/checks/table.ts';

const nginx = imageFact({ references: ['registry.example/web:1'], exposedPorts: ['80/tcp', '8000-8010/tcp'] });
const web = (ports: number[]) =>
  workloadFact(
    {
      orchestrator: 'docker',
      containers: [
        container({
          image: 'registry.example/web:1',
          ports: ports.map((containerPort) => ({
            containerPort,
            protocol: 'tcp',
            hostPort: containerPort,
            hostAddress: '10.0.0.1',
            at: here,
          })),
        }),
      ],
    },
    'running',
  );
import { publishedPortsExposed } from './published-ports-exposed.ts';

checkTable(
  publishedPortsExposed,
  [
    { name: 'no port', facts: [web([]), nginx], verdicts: ['pass'] },
    { name: 'a port that the image states', facts: [web([80]), nginx], verdicts: ['unknown'], saw: /80\/tcp/ },
    { name: 'a port that it does not', facts: [web([80, 9000]), nginx], verdicts: ['fail'], saw: /9000/ },
    { name: 'an image that was not seen', facts: [web([9000])], verdicts: ['unknown'] },
  ],
  { unshown: 'a fail needs a container and its image together' },
);
