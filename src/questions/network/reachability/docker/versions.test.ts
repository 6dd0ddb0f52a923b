import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asker, engineWith } from '../../../../../test/network-docker/told.ts';

const bridge = 'com.docker.network.bridge';

/** A network of an engine. */
const network = (Name: string, options: Record<string, string> = {}, more: object = {}): object => ({
  Name,
  Id: Name.padEnd(64, '0'),
  Driver: 'bridge',
  Internal: false,
  EnableIPv6: false,
  Options: options,
  IPAM: { Config: [] },
  ...more,
});

const containers = [
  container('web', ['front'], { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] }),
  container('admin', ['back'], { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8081' }] }),
  container('shy', ['quiet'], { '80/tcp': [{ HostIp: '10.0.0.5', HostPort: '8082' }] }),
  container('mute', ['quiet'], {}),
  container('routed', ['routed'], { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '' }] }),
  container('open', ['open'], {}),
  container('six', ['six'], {}),
  container('world', ['world'], {}),
  container('cell', ['cell'], {}),
  container('lan', ['lan'], {}),
  container('task', ['swarm'], {}, { 'com.docker.swarm.service.id': 'abc' }),
];

function container(Name: string, networks: readonly string[], Ports: object, Labels: object = {}): object {
  return {
    Name: `/${Name}`,
    State: { Running: true, Status: 'running' },
    HostConfig: { NetworkMode: networks[0], Privileged: false, Links: null },
    Config: { Labels },
    NetworkSettings: { Ports, Networks: Object.fromEntries(networks.map((one) => [one, { IPAddress: '10.1.0.2' }])) },
  };
}

/** What is told with an engine of a version and a daemon.json. */
function with_(Version: string | undefined, daemon: object | null = {}): (question: string) => string {
  return asker(
    engineWith(
      {
        ...(Version === undefined ? {} : { version: { Version } }),
        info: { SecurityOptions: [] },
        ...(daemon === null ? {} : { daemon }),
        networks: [
          network('front'),
          network('back'),
          network('quiet', { [`${bridge}.enable_icc`]: 'false' }),
          network('routed', { [`${bridge}.gateway_mode_ipv4`]: 'routed' }),
          network('open', { [`${bridge}.gateway_mode_ipv4`]: 'nat-unprotected' }),
          network('six', {}, { EnableIPv6: true, IPAM: { Config: [{ Subnet: 'fd00::/64' }] } }),
          network('world', {}, { EnableIPv6: true, IPAM: { Config: [{ Subnet: '2001:db8::/64' }] } }),
          network('cell', { [`${bridge}.gateway_mode_ipv4`]: 'isolated' }, { Internal: true }),
          network('lan', { parent: 'eth0' }, { Driver: 'macvlan' }),
          network('swarm', {}, { Driver: 'overlay' }),
        ],
      },
      ...containers,
    ),
  );
}

const all = 'allowed everything';
const none = 'denied everything';
const open80 = 'allowed TCP 80; denied else';
const maybe80 = 'unknown TCP 80; denied else';
const unsure = 'unknown everything';

/** Question, then what is told with 20.10, 27, 28.0, 28.2, 29 and a version that is not known. */
const table: readonly [question: string, ...told: string[]][] = [
  ['neighbours -> admin', '?80', '?80', none, none, none, unsure],
  ['neighbours -> web', '?80', '?80', open80, open80, open80, '?80'],
  ['neighbours -> routed', '?80', '?80', open80, open80, open80, '?80'],
  ['neighbours -> open', all, all, all, all, all, all],
  ['neighbours -> six', all, unsure, none, none, none, unsure],
  ['neighbours -> cell', none, none, none, none, none, none],
  ['neighbours -> lan', all, all, all, all, all, all],
  ['ip:0.0.0.0/0 -> admin', none, none, none, none, none, none],
  ['ip:0.0.0.0/0 -> web', open80, open80, open80, open80, open80, open80],
  ['ip:0.0.0.0/0 -> routed', 'unknown TCP 80; denied else', 'unknown TCP 80; denied else', 'unknown TCP 80; denied else', 'unknown TCP 80; denied else', 'unknown TCP 80; denied else', 'unknown TCP 80; denied else'], // prettier-ignore
  ['ip:::/0 -> world', all, none, none, none, none, unsure],
  ['ip:0.0.0.0/0 -> task', unsure, unsure, unsure, unsure, unsure, unsure],
  ['web -> routed', none, none, open80, open80, open80, 'unknown TCP 80; denied else'],
  ['web -> open', none, none, none, none, all, unsure],
  ['web -> shy', open80, open80, open80, open80, open80, open80],
  ['mute -> shy', open80, open80, open80, open80, open80, open80],
  ['web -> lan', unsure, unsure, unsure, unsure, unsure, unsure],
  ['host -> cell', none, none, none, none, none, none],
  ['cell -> host', none, none, none, none, none, none],
  ['lan -> admin', unsure, unsure, none, none, none, unsure],
  ['lan -> web', unsure, unsure, maybe80, maybe80, maybe80, unsure],
  ['host -> lan', unsure, unsure, unsure, unsure, unsure, unsure],
  ['host -> admin', all, all, all, all, all, all],
];

function agrees(told: string, expected: string, question: string): void {
  if (expected === '?80') assert.match(told, /^allowed TCP 80; unknown TCP 1-79/, question);
  else assert.equal(told, expected, question);
}

describe('what versions of the engine do', () => {
  const versions = ['20.10.24', '27.5.1', '28.0.4', '28.2.2', '29.0.0', undefined];
  versions.forEach((version, index) => {
    const ask = with_(version);
    for (const [question, ...told] of table) {
      it(`${version ?? 'a version that is not known'}: ${question}`, () =>
        agrees(ask(question), told[index]!, question));
    }
  });
});

describe('what an engine is told to do', () => {
  const cases: readonly [title: string, daemon: object | null, version: string, question: string, told: string][] = [
    ['no proxy, other network', { 'userland-proxy': false }, '28.2.2', 'web -> shy', none],
    ['no proxy, other network', { 'userland-proxy': false }, '29.0.0', 'web -> shy', open80],
    ['no proxy, its own network without icc', { 'userland-proxy': false }, '28.2.2', 'mute -> shy', none],
    ['no rules', { iptables: false }, '28.2.2', 'web -> admin', all],
    ['no rules', { iptables: false }, '28.2.2', 'mute -> shy', all],
    ['no rules', { iptables: false }, '28.2.2', 'neighbours -> admin', all],
    ['no rules and no proxy', { iptables: false, 'userland-proxy': false }, '28.2.2', 'ip:0.0.0.0/0 -> web', none],
    ['direct routing', { 'allow-direct-routing': true }, '28.2.2', 'neighbours -> admin', open80],
    ['direct routing, which 28.0 has not', { 'allow-direct-routing': true }, '28.0.4', 'neighbours -> admin', none],
    ['no forwarding', { 'ip-forward': false }, '28.2.2', 'web -> ip:0.0.0.0/0', unsure],
    ['nothing known of it', null, '28.2.2', 'web -> admin', unsure],
    ['nothing known of it', null, '28.2.2', 'web -> mute', unsure],
    ['rules for IPv6', { ip6tables: true }, '20.10.24', 'neighbours -> six', unsure],
    ['no rules for IPv6', { ip6tables: false }, '28.2.2', 'neighbours -> six', all],
  ];
  for (const [title, daemon, version, question, told] of cases) {
    it(`${version}, ${title}: ${question}`, () => assert.equal(with_(version, daemon)(question), told));
  }
});
