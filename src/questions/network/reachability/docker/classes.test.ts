import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { composed, engineWith } from '../../../../../test/network-docker/told.ts';
import { equal, everyPort } from '../../../../formats/connections/connections.ts';
import { protocols, type Connections } from '../../../../model/connections.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Endpoint } from '../layer.ts';
import { dockerEndpoints } from './endpoints.ts';
import { dockerLayer } from './layer.ts';

const outside: Endpoint = { peer: { id: 'ip:0.0.0.0/0', kind: 'ip', name: 'ip', labels: {}, blocks: ['0.0.0.0/0'] } };

const driver = fc.constantFrom('bridge', 'overlay', 'macvlan', 'weave', '');
const option = fc.constantFrom(
  'com.docker.network.bridge.enable_icc: "false"',
  'com.docker.network.bridge.gateway_mode_ipv4: routed',
  'com.docker.network.bridge.gateway_mode_ipv4: nat-unprotected',
  'com.docker.network.bridge.gateway_mode_ipv4: nonsense',
  'com.docker.network.bridge.host_binding_ipv4: 127.0.0.1',
  'macvlan_mode: private',
  'com.docker.network.bridge.inhibit_ipv4: "true"',
);
const networkText = fc
  .tuple(driver, fc.boolean(), fc.boolean(), fc.boolean(), fc.option(option))
  .map(([name, internal, external, ipv6, options]) =>
    external
      ? '{ external: true }'
      : `{ ${name === '' ? '' : `driver: ${name}, `}internal: ${internal}, enable_ipv6: ${ipv6}${options === null ? '' : `, driver_opts: { ${options} }`} }`,
  );
const port = fc.constantFrom('80', '8080:80', '127.0.0.1:81:81', '10.0.0.5:82:82/udp', '[::1]:83:83', '90-92:90-92');
const service = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.subarray(['n0', 'n1', 'n2']), fc.array(port, { maxLength: 2 })).map(([nets, ports]) => `networks: [${nets.join(', ')}], ports: [${ports.map((one) => `'${one}'`).join(', ')}]`) }, // prettier-ignore
  { weight: 3, arbitrary: fc.constantFrom('host', 'none', 'bridge', 'service:s0', 'service:s1', 'container:x', 'service:gone').map((mode) => `network_mode: '${mode}'`) }, // prettier-ignore
);

/** Every layer's promise: all ports are told of, and what is of one class is treated alike. */
function keepsPromise(facts: readonly Fact[]): void {
  const layer = dockerLayer(facts);
  if (layer === undefined) return;
  const ends = [...dockerEndpoints(facts), outside];
  assert.equal(new Set(ends.map(({ peer }) => peer.id)).size, ends.length, 'ids are unique');
  const classes = [...Map.groupBy(ends, (end) => layer.classOf(end)).values()];
  for (const from of classes) {
    for (const to of classes) {
      const said: (Connections | undefined)[] = [];
      for (const a of from) for (const b of to) if (a !== b) said.push(layer.between(a, b));
      const [first, ...others] = said;
      for (const other of others) assert.ok(first === undefined ? other === undefined : equal(first, other!), `${from[0]!.peer.id} -> ${to[0]!.peer.id}`); // prettier-ignore
      const self = from === to && from.length > 1 ? layer.between(from[0]!, from[0]!) : undefined;
      if (self !== undefined && first !== undefined) assert.ok(equal(self, first), `${from[0]!.peer.id} -> itself`);
      for (const protocol of first === undefined ? [] : protocols) {
        let next = everyPort[protocol].first;
        for (const part of first!.filter((one) => one.protocol === protocol)) {
          assert.equal(part.first, next);
          next = part.last + 1;
          assert.equal(part.verdict === 'unknown', (part.missing?.length ?? 0) > 0, 'unknown says what is missing');
        }
        assert.equal(next, everyPort[protocol].last + 1);
      }
    }
  }
}

describe('classes of ends', () => {
  it('are treated alike, in any Compose project', () => {
    fc.assert(
      fc.property(
        fc.array(service, { minLength: 1, maxLength: 5 }),
        fc.array(networkText, { minLength: 3, maxLength: 3 }),
        (services, networks) => {
          // prettier-ignore
          const text = `services:\n${services.map((one, index) => `  s${index}: { image: a, ${one} }`).join('\n')}\nnetworks:\n${networks.map((one, index) => `  n${index}: ${one}`).join('\n')}\n`;
          keepsPromise(composed({ 'shop/compose.yaml': text }));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are treated alike, whatever an engine answers', () => {
    const json = fc.jsonValue({ maxDepth: 2 });
    const named = fc.constantFrom('bridge', 'front', 'back', 'host');
    const container = fc.record({
      Name: fc.constantFrom('/a', '/b', '/c'),
      HostConfig: fc.record({
        NetworkMode: fc.oneof(named, fc.constantFrom('container:a', 'container:b'), json),
        Links: json,
      }),
      Config: fc.constant({}),
      NetworkSettings: fc.record({
        Networks: fc.dictionary(named, fc.oneof(fc.constant({ IPAddress: '10.0.0.2' }), json)),
        Ports: fc.dictionary(fc.constantFrom('80/tcp', '53/udp', 'x'), fc.oneof(fc.constant([{ HostIp: '127.0.0.1', HostPort: '1' }]), json)), // prettier-ignore
      }),
    });
    const network = fc.record({ Name: named, Driver: fc.oneof(driver, json), Internal: fc.oneof(fc.boolean(), json), Options: json, IPAM: json, EnableIPv6: fc.boolean() }); // prettier-ignore
    const version = fc.oneof(fc.constantFrom('20.10.24', '27.1.0', '28.0.0', '29.1.0'), json);
    fc.assert(
      fc.property(
        fc.array(container, { maxLength: 4 }),
        fc.array(network, { maxLength: 3 }),
        version,
        json,
        (containers, networks, Version, daemon) => {
          // prettier-ignore
          keepsPromise(engineWith({ version: { Version }, daemon, networks }, ...containers));
        },
      ),
      { numRuns: 400 },
    );
  });
});
