import type { LabPlan } from './lab.ts';

/** Networks of differing options: what they keep apart is what is tried. */
export const networks: LabPlan['networks'] = [
  ['plain'],
  ['back'],
  ['--internal', 'inner'],
  ['-o', 'com.docker.network.bridge.enable_icc=false', 'quiet'],
  ['-o', 'com.docker.network.bridge.host_binding_ipv4=127.0.0.1', 'bound'],
  ['--internal', '-o', 'com.docker.network.bridge.enable_icc=false', 'cells'],
  ['--ipv6', '--subnet=fd99::/64', 'six'],
];

export const containers: LabPlan['containers'] = [
  { name: 'web', run: '--network=plain -p 8080:80 -p 5353:53/udp' },
  { name: 'app', run: '--network=plain', joins: ['back'] },
  { name: 'admin', run: '--network=back -p 127.0.0.1:8081:80' },
  { name: 'vault', run: '--network=inner -p 8082:80' },
  { name: 'joiner', run: '--network=inner', joins: ['back'] },
  { name: 'shy', run: '--network=quiet -p 10.77.0.9:8083:80' },
  { name: 'shyer', run: '--network=quiet' },
  { name: 'old', run: '-p 8084:80 --expose 81' },
  { name: 'linked', run: '--link=old' },
  { name: 'onhost', run: '--network=host' },
  { name: 'alone', run: '--network=none' },
  { name: 'side', run: '--network=container:app' },
  { name: 'local', run: '--network=bound -p 8085:80' },
  { name: 'cell', run: '--network=cells' },
  { name: 'mate', run: '--network=cells' },
  { name: 'modern', run: '--network=six -p 8086:80' },
];

/** The same as a Compose file says it. */
export const composeFile = `
name: lab
services:
  web: { image: lab, networks: [plain], ports: ['8080:80', '5353:53/udp'] }
  app: { image: lab, networks: [plain, back] }
  admin: { image: lab, networks: [back], ports: ['127.0.0.1:8081:80'] }
  vault: { image: lab, networks: [inner], ports: ['8082:80'] }
  joiner: { image: lab, networks: [inner, back] }
  shy: { image: lab, networks: [quiet], ports: ['10.77.0.9:8083:80'] }
  shyer: { image: lab, networks: [quiet] }
  old: { image: lab, network_mode: bridge, ports: ['8084:80'], expose: [81] }
  linked: { image: lab, network_mode: bridge, links: [old] }
  onhost: { image: lab, network_mode: host }
  alone: { image: lab, network_mode: none }
  side: { image: lab, network_mode: 'service:app' }
  local: { image: lab, networks: [bound], ports: ['8085:80'] }
  cell: { image: lab, networks: [cells] }
  mate: { image: lab, networks: [cells] }
  modern: { image: lab, networks: [six], ports: ['8086:80'] }
networks:
  plain: {}
  back: {}
  inner: { internal: true }
  quiet: { driver_opts: { com.docker.network.bridge.enable_icc: 'false' } }
  bound: { driver_opts: { com.docker.network.bridge.host_binding_ipv4: 127.0.0.1 } }
  cells: { internal: true, driver_opts: { com.docker.network.bridge.enable_icc: 'false' } }
  six: { enable_ipv6: true, ipam: { config: [{ subnet: 'fd99::/64' }] } }
`;

/** Gateway modes, which Engine 28 has in full. */
export const modes = {
  networks: [
    ['-o', 'com.docker.network.bridge.gateway_mode_ipv4=routed', 'routed'],
    ['-o', 'com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected', 'open'],
    ['--internal', '-o', 'com.docker.network.bridge.gateway_mode_ipv4=isolated', 'sealed'],
  ],
  containers: [
    { name: 'straight', run: '--network=routed -p 80' },
    { name: 'bare', run: '--network=open -p 8087:80' },
    { name: 'sealed1', run: '--network=sealed' },
    { name: 'sealed2', run: '--network=sealed' },
  ],
} as const satisfies Pick<LabPlan, 'networks' | 'containers'>;
