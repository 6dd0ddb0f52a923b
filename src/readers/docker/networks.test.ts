import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../facts/engine.ts';
import type { Network } from '../../facts/network.ts';
import type { Workload } from '../../facts/workload.ts';
import { readContainerJson, readEngineJson } from './read-json.ts';

type Sightings = ReturnType<typeof readEngineJson>;

function valueOf(sightings: Sightings, kind: string, name?: string): unknown {
  for (const one of sightings) {
    const is = 'fact' in one && one.fact.kind === kind && (name === undefined || one.fact.subject.name === name);
    if (is) return one.fact.value;
  }
  throw new Error(`no ${kind} ${name}`);
}
const engineOf = (sightings: Sightings): Engine => valueOf(sightings, 'engine') as Engine;

describe('networks of an engine', () => {
  const sightings = readEngineJson({
    version: { Version: '28.3.3' },
    info: { FirewallBackend: { Driver: 'nftables' } },
    daemon: { ip: '127.0.0.1', 'allow-direct-routing': true, 'ip-forward': false },
    networks: [
      {
        Name: 'shop_default',
        Id: '9a119a6fd56c1c52766465b9e78824d7',
        Driver: 'bridge',
        Internal: false,
        EnableIPv6: true,
        Options: { 'com.docker.network.bridge.gateway_mode_ipv4': 'routed' },
        IPAM: { Config: [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1/16' }, { Subnet: 'fd00::/64' }] },
      },
      { Name: 'bridge', Id: 'e', Driver: 'bridge', Options: { 'com.docker.network.bridge.name': 'docker0' } },
      { Name: 'lan', Id: 'f', Driver: 'macvlan', Options: null, IPAM: { Config: null } },
      { Name: 'broken', Driver: 'bridge', Options: ['a'], IPAM: { Config: 7 } },
    ],
  });
  const network = (name: string): Network => valueOf(sightings, 'network', name) as Network;

  it('have a bridge, subnets and options', () => {
    const own = network('shop_default');
    assert.equal(own.realName?.value, 'shop_default');
    assert.equal(own.bridge?.value, 'br-9a119a6fd56c');
    assert.deepEqual(own.subnets?.value, [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1' }, { subnet: 'fd00::/64' }]);
    assert.deepEqual(own.options?.value, { 'com.docker.network.bridge.gateway_mode_ipv4': 'routed' });
    assert.equal(own.ipv6?.value, true);
    assert.equal(network('bridge').bridge?.value, 'docker0');
    assert.deepEqual(
      [network('lan').bridge, network('lan').options?.value, network('lan').subnets?.value],
      [undefined, {}, []],
    );
    assert.deepEqual([network('broken').options?.value, network('broken').subnets?.value], [undefined, undefined]);
  });

  it('are filtered as the engine was told', () => {
    const told = (engine: Engine): unknown[] => [
      engine.ip6tables?.value,
      engine.ipForward?.value,
      engine.allowDirectRouting?.value,
      engine.firewallBackend?.value,
      engine.defaultAddress?.value,
    ];
    assert.deepEqual(told(engineOf(sightings)), [true, false, true, 'nftables', '127.0.0.1']);
    const old = readEngineJson({ version: { Version: '20.10.24' }, daemon: {} });
    assert.deepEqual(told(engineOf(old)), [false, true, false, 'iptables', '0.0.0.0']);
    // The version decides what is taken where nothing is written.
    const unnamed = readEngineJson({ daemon: {} });
    assert.equal(engineOf(unnamed).ip6tables?.value, undefined);
    assert.deepEqual(told(engineOf(readEngineJson({ version: { Version: '29.0.0' } }))), Array.from({ length: 5 }));
  });
});

describe('a container among the networks', () => {
  const read = (json: object): Workload =>
    valueOf(readContainerJson({ Name: '/web', ...json }), 'workload') as Workload;

  it('is where its settings say', () => {
    const web = read({
      Config: { Labels: { 'com.docker.compose.project': 'shop' } },
      HostConfig: { NetworkMode: 'shop_default', Links: ['/db:/web/database'] },
      NetworkSettings: {
        Networks: {
          shop_default: { Aliases: ['web', 'abc'], IPAddress: '172.18.0.2', GlobalIPv6Address: 'fd00::2' },
          other: { IPAddress: '' },
        },
      },
    });
    assert.equal(web.project?.value, 'shop');
    assert.deepEqual(web.networkMode?.value, { type: 'networks' });
    assert.deepEqual(web.links?.value, ['db']);
    assert.deepEqual(
      web.attachments?.value?.map(({ network, aliases, addresses }) => [network, aliases, addresses]),
      [
        ['shop_default', ['web', 'abc'], ['172.18.0.2', 'fd00::2']],
        ['other', [], []],
      ],
    );
  });

  it('shares those of others', () => {
    const mode = (NetworkMode: string): unknown => read({ HostConfig: { NetworkMode } }).networkMode?.value;
    assert.deepEqual(['host', 'none', 'container:db', 'default'].map(mode), [
      { type: 'host' },
      { type: 'none' },
      { type: 'container', name: 'db' },
      { type: 'networks' },
    ]);
    const bare = read({ Config: {} });
    assert.deepEqual(
      [bare.networkMode?.value, bare.links?.value, bare.attachments?.value],
      [undefined, undefined, undefined],
    );
  });
});
