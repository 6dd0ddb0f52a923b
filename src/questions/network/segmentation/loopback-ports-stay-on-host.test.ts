import { checkTable } from '../../../../test/checks/table.ts';
import { composed, engineWith } from '../../../../test/network-docker/told.ts';
import { loopbackPortsStayOnHost } from './loopback-ports-stay-on-host.ts';

const containerOn = (HostIp: string, image = 'app'): object => ({
  Name: '/web',
  HostConfig: { NetworkMode: 'bridge' },
  Config: { Image: image },
  NetworkSettings: { Ports: { '80/tcp': [{ HostIp, HostPort: '8080' }] }, Networks: { bridge: {} } },
});
const engine = (Version: string | undefined, daemon: object = {}): object => ({
  ...(Version === undefined ? {} : { version: { Version } }),
  info: { SecurityOptions: [] },
  daemon,
  networks: [{ Name: 'bridge', Id: 'a', Driver: 'bridge', Internal: false, EnableIPv6: false, Options: { 'com.docker.network.bridge.default_bridge': 'true' } }], // prettier-ignore
});

checkTable(
  loopbackPortsStayOnHost,
  [
    {
      name: 'an engine that drops them',
      facts: engineWith(engine('28.3.3'), containerOn('127.0.0.1')),
      verdicts: ['pass'],
    },
    {
      name: 'an engine before 28',
      facts: engineWith(engine('27.5.1'), containerOn('127.0.0.1')),
      verdicts: ['fail'],
      saw: /127\.0\.0\.1:8080:80\/tcp is reached by machines on a link/,
    },
    {
      name: 'a data store',
      facts: engineWith(engine('20.10.24'), containerOn('127.0.0.1', 'postgres:16')),
      verdicts: ['fail'],
    },
    {
      name: 'direct routing allowed',
      facts: engineWith(engine('28.3.3', { 'allow-direct-routing': true }), containerOn('127.0.0.1')),
      verdicts: ['fail'],
    },
    {
      name: 'a version that is not known',
      facts: engineWith(engine(undefined), containerOn('127.0.0.1')),
      verdicts: ['unknown'],
    },
    { name: 'published on every address', facts: engineWith(engine('20.10.24'), containerOn('0.0.0.0')), verdicts: [] },
    {
      name: 'a Compose file, which names no engine',
      facts: composed({ 'a/compose.yaml': 'services: { web: { image: a, ports: ["127.0.0.1:80:80"] } }' }),
      verdicts: [],
    },
  ],
  { unshown: 'it needs an engine and a container beside each other, and an example is one answer' },
);
