import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { dataStoresApartFromEdge } from './data-stores-apart-from-edge.ts';

const service = (name: string, image: string, networks: string[] | undefined, address?: string): Fact<Workload> =>
  workloadFact({
    orchestrator: 'compose',
    name,
    ...(networks === undefined ? {} : { networks }),
    containers: [
      container({
        image,
        ports:
          address === undefined
            ? []
            : [{ containerPort: 80, protocol: 'tcp', hostPort: 80, hostAddress: address, at: here }],
      }),
    ],
  });

const api = service('api', 'acme/api', ['front', 'back']);

checkTable(dataStoresApartFromEdge, [
  {
    name: 'apart',
    facts: [service('web', 'nginx', ['front'], '0.0.0.0'), api, service('db', 'postgres', ['back'])],
    verdicts: ['pass'],
  },
  {
    name: 'on one network',
    facts: [service('web', 'nginx', ['front'], '0.0.0.0'), api, service('db', 'postgres', ['front'])],
    verdicts: ['fail'],
    saw: /shares a network with web/,
  },
  {
    name: 'published on the host only',
    facts: [service('web', 'nginx', ['back'], '127.0.0.1'), service('db', 'mysql', ['back'])],
    verdicts: ['pass'],
  },
  { name: 'networks of the store not known', facts: [service('db', 'postgres', undefined)], verdicts: ['unknown'] },
  {
    name: 'networks of the edge not known',
    facts: [service('web', 'nginx', undefined, '::'), service('db', 'redis', ['back'])],
    verdicts: ['unknown'],
  },
  { name: 'no store', facts: [service('web', 'nginx', ['front'], '0.0.0.0')], verdicts: [] },
]);
