import { checkTable } from '../../../../test/checks/table.ts';
import { composed, engineWith } from '../../../../test/network-docker/told.ts';
import { unpublishedPortsClosed } from './unpublished-ports-closed.ts';

const container = {
  Name: '/web',
  HostConfig: { NetworkMode: 'n' },
  Config: {},
  NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] }, Networks: { n: {} } },
};
const engine = (Version: string, daemon: object = {}, network: object = {}): object => ({
  version: { Version },
  info: { SecurityOptions: [] },
  daemon,
  networks: [{ Name: 'n', Id: 'a', Driver: 'bridge', Internal: false, EnableIPv6: false, Options: {}, ...network }],
});
const modes = { Options: { 'com.docker.network.bridge.gateway_mode_ipv4': 'nat-unprotected' } };
const compose = (settings: string): ReturnType<typeof composed> =>
  composed({ 'a/compose.yaml': `services: { web: { image: a } }\nnetworks: { default: { ${settings} } }\n` });

checkTable(
  unpublishedPortsClosed,
  [
    { name: 'an engine that drops them', facts: engineWith(engine('28.3.3'), container), verdicts: ['pass'] },
    {
      name: 'an engine before 28 leaves it to the host',
      facts: engineWith(engine('27.5.1'), container),
      verdicts: ['unknown'],
      saw: /FORWARD chain/,
    },
    {
      name: 'IPv6 without rules',
      facts: engineWith(engine('20.10.24', {}, { EnableIPv6: true }), container),
      verdicts: ['fail'],
      saw: /every port is open/,
    },
    {
      name: 'no rules at all',
      facts: engineWith(engine('28.3.3', { iptables: false }), container),
      verdicts: ['fail'],
    },
    {
      name: 'a network without protection',
      facts: engineWith(engine('28.3.3', {}, modes), container),
      verdicts: ['fail'],
    },
    {
      name: 'a network that is internal',
      facts: engineWith(engine('20.10.24', {}, { Internal: true }), container),
      verdicts: ['pass'],
    },
    {
      name: 'a Compose file that asks for no protection',
      facts: compose('driver_opts: { com.docker.network.bridge.gateway_mode_ipv4: nat-unprotected }'),
      verdicts: ['fail'],
    },
    { name: 'a Compose file', facts: compose(''), verdicts: [] },
  ],
  { unshown: 'a pass needs an engine and a container beside each other, and an example is one answer' },
);
