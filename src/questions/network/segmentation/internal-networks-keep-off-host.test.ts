import { checkTable } from '../../../../test/checks/table.ts';
import { composed } from '../../../../test/network-docker/told.ts';
import { internalNetworksKeepOffHost } from './internal-networks-keep-off-host.ts';

const inner = (settings: string): ReturnType<typeof composed> =>
  composed({
    'a/compose.yaml': `services: { db: { image: a, networks: [inner] } }\nnetworks: { inner: { ${settings} } }\n`,
  });

checkTable(internalNetworksKeepOffHost, [
  {
    name: 'isolated',
    facts: inner('internal: true, driver_opts: { com.docker.network.bridge.gateway_mode_ipv4: isolated }'),
    verdicts: ['pass'],
  },
  { name: 'internal alone', facts: inner('internal: true'), verdicts: ['fail'], saw: /the host has an address on it/ },
  { name: 'an overlay, on which no host is', facts: inner('internal: true, driver: overlay'), verdicts: ['pass'] },
  { name: 'a driver that is not known', facts: inner('internal: true, driver: weave'), verdicts: ['unknown'] },
  { name: 'not internal', facts: inner('driver: bridge'), verdicts: [] },
  { name: 'made elsewhere', facts: inner('external: true'), verdicts: [] },
]);
