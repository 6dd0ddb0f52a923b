import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Network } from '../../facts/network.ts';
import type { Workload } from '../../facts/workload.ts';
import { readCompose } from './read-compose.ts';

function read(
  text: string,
  file = 'Shop.2/compose.yaml',
  environment: Record<string, string> = {},
): { workload: (name: string) => Workload; network: (name: string) => Network } {
  const sightings = readCompose({
    files: [{ file, text }],
    read: () => ({ missing: true }),
    environment,
    profiles: [],
    source: 'test',
  });
  const facts = sightings.flatMap((one) => ('fact' in one ? [one.fact] : []));
  const find = (kind: string, name: string): unknown =>
    facts.find((one) => one.kind === kind && one.subject.name === name)?.value;
  return {
    workload: (name) => find('workload', name) as Workload,
    network: (name) => find('network', name) as Network,
  };
}

describe('where a service stands among the networks', () => {
  const { workload, network } = read(`
services:
  web:
    image: a
    ports: [80, '127.0.0.1:81:81']
    networks: { front: { aliases: [www], ipv4_address: 10.9.0.5 }, back: null }
    links: [db, 'db:database']
    deploy: { replicas: 3 }
  plain: { image: a }
  side: { image: a, network_mode: 'service:web' }
  old: { image: a, network_mode: bridge, scale: 2 }
  alone: { image: a, network_mode: none }
networks:
  front:
    name: frontier
    enable_ipv6: true
    driver_opts: { com.docker.network.bridge.enable_icc: false, parent: eth0 }
    ipam: { config: [{ subnet: 10.9.0.0/24, gateway: 10.9.0.1 }, { subnet: 'fd00:9::/64' }] }
  back: {}
  proxy: { external: true }
  older: { external: { name: real } }
`);

  it('is told by its keys', () => {
    const web = workload('web');
    assert.equal(web.project?.value, 'shop2');
    assert.deepEqual(
      web.attachments?.value?.map(({ network: name, aliases, addresses }) => [name, aliases, addresses]),
      [
        ['front', ['web', 'www'], ['10.9.0.5']],
        ['back', ['web'], []],
      ],
    );
    assert.deepEqual(web.links?.value, ['db', 'db']);
    assert.deepEqual(
      [web.replicas, workload('plain').replicas, workload('old').replicas].map((one) => one?.value),
      [3, 1, 2],
    );
    assert.deepEqual(
      ['plain', 'side', 'old', 'alone'].map((name) => workload(name).networkMode?.value),
      [{ type: 'networks' }, { type: 'service', name: 'web' }, { type: 'network', name: 'bridge' }, { type: 'none' }],
    );
    assert.deepEqual(
      web.containers[0]?.ports.map(({ addressByDefault }) => addressByDefault),
      [true, undefined],
    );
  });

  it('networks have the names of the engine', () => {
    const names = ['front', 'back', 'proxy', 'older', 'default'].map((name) => network(name).realName?.value);
    assert.deepEqual(names, ['frontier', 'shop2_back', 'proxy', 'real', 'shop2_default']);
  });

  it('networks say what they were made with, and nothing of what was made elsewhere', () => {
    const front = network('front');
    assert.deepEqual(front.options?.value, { 'com.docker.network.bridge.enable_icc': 'false', parent: 'eth0' });
    assert.equal(front.ipv6?.value, true);
    assert.deepEqual(front.subnets?.value, [{ subnet: '10.9.0.0/24', gateway: '10.9.0.1' }, { subnet: 'fd00:9::/64' }]);
    assert.deepEqual([network('back').options?.value, network('back').ipv6?.value], [{}, false]);
    assert.deepEqual([network('proxy').options?.value, network('proxy').ipv6?.value], [undefined, undefined]);
  });
});

describe('the name of a project', () => {
  const text = 'services: { web: { image: a } }';
  const named = (...given: Parameters<typeof read>): string | undefined =>
    read(...given).workload('web').project?.value;
  it('is set, written, or that of the folder', () => {
    assert.equal(named(text, 'a/b/compose.yaml'), 'b');
    assert.equal(named(`name: shop\n${text}`, 'a/compose.yaml'), 'shop');
    assert.equal(named(`name: shop\n${text}`, 'a/compose.yaml', { COMPOSE_PROJECT_NAME: 'other' }), 'other');
    assert.equal(named(`name: shop-$STAGE\n${text}`, 'a/compose.yaml', { STAGE: 'live' }), 'shop-live');
  });
  it('is not guessed', () => {
    assert.equal(named(text, 'compose.yaml'), undefined);
    assert.equal(named(text, '../compose.yaml'), undefined);
    assert.equal(named(`name: \${STAGE:?}\n${text}`, 'a/compose.yaml'), undefined);
    assert.equal(read(text, 'compose.yaml').network('default').realName?.value, undefined);
  });
});
