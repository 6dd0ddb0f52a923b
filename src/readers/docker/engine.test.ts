import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../facts/engine.ts';
import type { Network } from '../../facts/network.ts';
import { readEngineJson } from './read-json.ts';

function engineOf(json: object): Engine {
  const found = readEngineJson(json).flatMap((one) =>
    'fact' in one && one.fact.kind === 'engine' ? [one.fact.value] : [],
  );
  return found[0] as Engine;
}

describe('how dockerd was told an option', () => {
  const cases: [string, { daemon?: object; command?: string[] }, Partial<Record<keyof Engine, unknown>>][] = [
    [
      'neither was seen',
      {},
      { iptables: undefined, noNewPrivileges: undefined, listens: undefined, tlsVerify: undefined },
    ],
    [
      'no option: its defaults',
      { daemon: {} },
      { iptables: true, userlandProxy: true, noNewPrivileges: false, interContainer: true, tlsVerify: true },
    ],
    [
      'daemon.json',
      { daemon: { iptables: false, icc: false, 'no-new-privileges': true } },
      { iptables: false, interContainer: false, noNewPrivileges: true },
    ],
    [
      'command line',
      { daemon: {}, command: ['dockerd', '--icc=false', '--no-new-privileges'] },
      { interContainer: false, noNewPrivileges: true },
    ],
    ['the last of a flag', { daemon: {}, command: ['dockerd', '--icc=false', '--icc'] }, { interContainer: true }],
    [
      'only the command line was seen',
      { command: ['dockerd', '--icc=false'] },
      { interContainer: false, iptables: undefined },
    ],
    ['a wrong type', { daemon: { icc: 'no' } }, { interContainer: undefined }],
    [
      'addresses',
      { daemon: {}, command: ['dockerd', '-H', 'fd://', '-Htcp://0.0.0.0:2375', '--host=unix:///a'] },
      { listens: ['fd://', 'tcp://0.0.0.0:2375', 'unix:///a'], tlsVerify: false },
    ],
    [
      'verified TCP',
      { daemon: { hosts: ['tcp://0.0.0.0:2376'], tlsverify: true } },
      { listens: ['tcp://0.0.0.0:2376'], tlsVerify: true },
    ],
    ['TLS that verifies nobody', { daemon: { hosts: ['tcp://0.0.0.0:2376'], tls: true } }, { tlsVerify: false }],
    ['log options', { daemon: { 'log-opts': { 'max-size': '1m' } } }, { loggingOptions: { 'max-size': '1m' } }],
    [
      'log options as flags',
      { daemon: {}, command: ['dockerd', '--log-opt', 'max-size=1m', '--log-opt=tag=a=b'] },
      { loggingOptions: { 'max-size': '1m', tag: 'a=b' } },
    ],
  ];
  for (const [name, json, expected] of cases) {
    it(name, () => {
      const engine = engineOf(json) as unknown as Record<string, { value: unknown }>;
      const read = Object.fromEntries(Object.keys(expected).map((key) => [key, engine[key]?.value]));
      assert.deepEqual(read, expected);
    });
  }
});

describe('what an engine answers', () => {
  it('reads names among its security options', () => {
    const engine = engineOf({
      info: { SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=no-new-privileges'] },
    });
    assert.equal(engine.rootless.value, true);
    assert.equal(engine.userNamespaces.value, true);
    assert.equal(engine.noNewPrivileges.value, true);
    assert.equal(engineOf({ info: { SecurityOptions: null } }).rootless.value, false);
    assert.equal(engineOf({ info: {} }).rootless.value, undefined);
  });
  it('leaves out the registries that are insecure to every engine', () => {
    const RegistryConfig = {
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8', '10.0.0.0/8'],
      IndexConfigs: { 'docker.io': { Secure: true }, 'old.example': { Secure: false } },
    };
    assert.deepEqual(engineOf({ info: { RegistryConfig } }).insecureRegistries.value, ['old.example', '10.0.0.0/8']);
    assert.equal(engineOf({ info: {} }).insecureRegistries.value, undefined);
  });
  it('believes its warning of an open port', () => {
    const Warnings = ['WARNING: API is accessible on http://0.0.0.0:2375 without encryption.'];
    assert.equal(engineOf({ info: { Warnings } }).tlsVerify.value, false);
  });
  it('reads the default bridge as it is', () => {
    const networks = [
      { Name: 'bridge', Driver: 'bridge', Options: { 'com.docker.network.bridge.enable_icc': 'false' } },
    ];
    assert.equal(engineOf({ daemon: {}, networks }).interContainer.value, false);
  });
  it('reads networks', () => {
    const networks = [
      { Name: 'host', Driver: 'host' },
      { Name: 'a', Driver: 'bridge', Internal: true, Options: {} },
      { Name: 'o', Driver: 'overlay', Internal: false, Options: { encrypted: '' } },
      { Name: 'p', Driver: 'overlay', Internal: false, Options: null },
    ];
    const read = readEngineJson({ networks }).flatMap((one) =>
      'fact' in one && one.fact.kind === 'network' ? [one.fact.value as Network] : [],
    );
    assert.deepEqual(
      read.map((one) => [one.name, one.internal.value, one.interContainer.value, one.encrypted.value]),
      [
        ['a', true, true, undefined],
        ['o', false, true, true],
        ['p', false, true, false],
      ],
    );
  });
  it('reads the mode of the socket', () => {
    assert.equal(engineOf({ socket: { mode: '0660', uid: 0, gid: 9 } }).socketMode.value, 0o660);
    assert.equal(engineOf({}).socketMode.value, undefined);
  });
});
