import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { dataStoresNotPublished } from './data-stores-not-published.ts';

const service = (
  image: string | undefined,
  containerPort?: number,
  hostAddress: string | null = '0.0.0.0',
): ReturnType<typeof workloadFact>[] => [
  workloadFact({
    orchestrator: 'compose',
    containers: [
      container({
        ...(image === undefined ? {} : { image }),
        ports:
          containerPort === undefined
            ? []
            : [{ containerPort, protocol: 'tcp', hostPort: containerPort, hostAddress, at: here }],
      }),
    ],
  }),
];

checkTable(dataStoresNotPublished, [
  { name: 'a database that publishes nothing', facts: service('postgres:16'), verdicts: ['pass'] },
  { name: 'on the host only', facts: service('postgres:16', 5432, '127.0.0.1'), verdicts: ['pass'] },
  { name: 'everywhere', facts: service('postgres:16', 5432), verdicts: ['fail'], saw: /5432 \(PostgreSQL\)/ },
  {
    name: 'everywhere by IPv6',
    facts: service('mirror.acme/redis', 6380, '::'),
    verdicts: ['fail'],
    saw: /a data store/,
  },
  {
    name: 'a port that is known, of an image that is not',
    facts: service(undefined, 2375),
    verdicts: ['fail'],
    saw: /Docker engine/,
  },
  { name: 'an address that is not known', facts: service('mongo', 27017, null), verdicts: ['unknown'] },
  { name: 'a web server', facts: service('nginx', 80), verdicts: [] },
]);
