import { checkTable } from '../../../../test/checks/table.ts';
import { composed, engineWith } from '../../../../test/network-docker/told.ts';
import { dataStoresApartFromEdge } from './data-stores-apart-from-edge.ts';

const project = (services: string, networks = 'front: {}, back: {}'): ReturnType<typeof composed> =>
  composed({ 'shop/compose.yaml': `services: { ${services} }\nnetworks: { ${networks} }\n` });
const api = 'api: { image: acme/api, networks: [front, back] }';
const web = `web: { image: nginx, ports: ['80:80'], networks: [front] }`;

const container = (name: string, image: string, network: string, ports: object = {}): object => ({
  Name: `/${name}`,
  HostConfig: { NetworkMode: network, Links: null },
  Config: { Image: image, Labels: {} },
  NetworkSettings: { Ports: ports, Networks: { [network]: {} } },
});
const published = { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '80' }] };
const engine = (icc: string): object => ({
  version: { Version: '28.3.3' },
  info: { SecurityOptions: [] },
  daemon: {},
  networks: [
    { Name: 'n', Id: 'n', Driver: 'bridge', Internal: false, Options: { 'com.docker.network.bridge.enable_icc': icc } },
  ],
});

checkTable(dataStoresApartFromEdge, [
  { name: 'apart', facts: project(`${web}, ${api}, db: { image: postgres, networks: [back] }`), verdicts: ['pass'] },
  {
    name: 'on one network',
    facts: project(`${web}, ${api}, db: { image: postgres, networks: [front] }`),
    verdicts: ['fail'],
    saw: /shares a network with web/,
  },
  {
    name: 'published on the host only',
    facts: project(`web: { image: nginx, ports: ['127.0.0.1:80:80'] }, db: { image: mysql }`, ''),
    verdicts: ['pass'],
  },
  {
    name: 'in the network of the edge itself',
    facts: project(`${web}, db: { image: postgres, network_mode: 'service:web' }`),
    verdicts: ['fail'],
  },
  {
    name: 'on a network whose containers do not see each other',
    facts: project(`${web}, ${api}, db: { image: postgres, networks: [front] }`, `front: { driver_opts: { com.docker.network.bridge.enable_icc: 'false' } }, back: {}`), // prettier-ignore
    verdicts: ['pass'],
  },
  {
    name: 'networks of the store not known',
    facts: project(`db: { image: postgres, network_mode: 'container:else' }`),
    verdicts: ['unknown'],
  },
  {
    name: 'a network made elsewhere',
    facts: project(`${web}, db: { image: redis, networks: [front] }`, 'front: { external: true }'),
    verdicts: ['unknown'],
    saw: /front/,
  },
  {
    name: 'containers on one network',
    facts: engineWith(engine('true'), container('web', 'nginx', 'n', published), container('db', 'postgres', 'n')),
    verdicts: ['fail'],
  },
  {
    name: 'containers kept apart on one network',
    facts: engineWith(engine('false'), container('web', 'nginx', 'n', published), container('db', 'postgres', 'n')),
    verdicts: ['pass'],
  },
  { name: 'no store', facts: project(web), verdicts: [] },
]);
