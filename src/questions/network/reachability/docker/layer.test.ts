import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asker, composed } from '../../../../../test/network-docker/told.ts';

/** `FROM -> TO: WHAT` lines, each a question and what is told. */
function vectors(title: string, facts: Parameters<typeof asker>[0], text: string): void {
  describe(title, () => {
    const ask = asker(facts);
    for (const line of text.trim().split('\n')) {
      const [, question = '', expected = ''] = /^\s*(.*?):\s+(.*?)\s*$/.exec(line) ?? [];
      it(question, () => assert.equal(ask(question), expected));
    }
  });
}

const shop = {
  'shop/compose.yaml': `
services:
  web: { image: a, networks: [front], ports: ['8080:80', '127.0.0.1:9000:9000', '5353:53/udp'], expose: [7777] }
  app: { image: a, networks: [front, back] }
  db: { image: a, networks: [back] }
  vault: { image: a, networks: [inner], ports: ['8200:8200'] }
  teller: { image: a, networks: [inner, front] }
  shy: { image: a, networks: [quiet], ports: ['10.0.0.5:81:81'] }
  mute: { image: a, networks: [quiet] }
  host: { image: a, network_mode: host }
  alone: { image: a, network_mode: none }
  side: { image: a, network_mode: 'service:db' }
  lost: { image: a, network_mode: 'container:else' }
  many: { image: a, networks: [quiet], deploy: { replicas: 2 } }
  old: { image: a, network_mode: bridge, ports: ['8000-8002:8000-8002'] }
  older: { image: a, network_mode: bridge }
  guest: { image: a, networks: [proxy] }
networks:
  front: {}
  back: {}
  inner: { internal: true }
  quiet: { driver_opts: { com.docker.network.bridge.enable_icc: 'false' } }
  proxy: { external: true }
`,
};

vectors(
  'services of a Compose file',
  composed(shop),
  `
  web -> app: allowed everything
  app -> db: allowed everything
  web -> db: denied everything
  db -> web: allowed TCP 80, UDP 53; denied else
  vault -> web: denied everything
  web -> vault: denied everything
  teller -> vault: allowed everything
  teller -> db: denied everything
  shy -> shy: allowed everything
  mute -> shy: allowed TCP 81; denied else
  shy -> mute: denied everything
  many -> many: denied everything
  web -> alone: denied everything
  alone -> alone: allowed everything
  alone -> internet: denied everything
  app -> side: allowed everything
  side -> db: allowed everything
  web -> side: denied everything
  web -> lost: unknown everything
  lost -> lost: allowed everything
  old -> older: allowed everything
  web -> old: allowed TCP 8000-8002; denied else
  web -> guest: unknown everything
  web -> internet: allowed everything
  `,
);

// IPv4 alone has a way out of a network without IPv6.
vectors(
  'services of a Compose file and their host',
  composed(shop),
  `
  web -> service/shop/host: allowed everything
  vault -> service/shop/host: allowed everything
  alone -> service/shop/host: denied everything
  service/shop/host -> vault: allowed everything
  service/shop/host -> alone: denied everything
  ip:0.0.0.0/0 -> web: allowed TCP 80, UDP 53; denied else
  ip:0.0.0.0/0 -> vault: denied everything
  ip:0.0.0.0/0 -> db: denied everything
  ip:0.0.0.0/0 -> shy: allowed TCP 81; denied else
  ip:::/0 -> web: allowed TCP 80, UDP 53; denied else
  ip:::/0 -> shy: denied everything
  vault -> ip:0.0.0.0/0: denied everything
  web -> ip:0.0.0.0/0: allowed everything
  web -> ip:::/0: denied everything
  ip:0.0.0.0/0 -> service/shop/host: allowed everything
  `,
);

vectors(
  'options of networks in every word for yes and no that Docker takes',
  composed({
    'shop/compose.yaml': `
services:
  a: { image: a, networks: [one] }
  b: { image: a, networks: [two] }
  c: { image: a, networks: [three] }
  d: { image: a, networks: [four] }
  e: { image: a, networks: [five] }
networks:
  one: { driver_opts: { com.docker.network.bridge.enable_ip_masquerade: '0' } }
  two: { driver_opts: { com.docker.network.bridge.enable_ip_masquerade: 'False' } }
  three: { driver_opts: { com.docker.network.bridge.enable_ip_masquerade: 'T' } }
  four: { driver_opts: { com.docker.network.bridge.enable_ip_masquerade: 'no' } }
  five: { driver_opts: { com.docker.network.bridge.inhibit_ipv4: '1' } }
`,
  }),
  `
  a -> ip:0.0.0.0/0: unknown everything
  b -> ip:0.0.0.0/0: unknown everything
  c -> ip:0.0.0.0/0: allowed everything
  d -> ip:0.0.0.0/0: unknown everything
  e -> host: unknown everything
`,
);
