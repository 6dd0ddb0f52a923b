import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Engine } from '../../facts/engine.ts';
import type { Container, Workload } from '../../facts/workload.ts';
import { readContainerJson, readEngineJson } from './read-json.ts';

function engineOf(json: object): Engine {
  const [first] = readEngineJson({ info: {}, version: {}, ...json });
  assert.ok(first !== undefined && 'fact' in first);
  return first.fact.value as Engine;
}

function containerOf(json: object): Container {
  const [first] = readContainerJson({ Name: '/web', HostConfig: {}, Config: {}, ...json });
  assert.ok(first !== undefined && 'fact' in first);
  return (first.fact.value as Workload).containers[0]!;
}

describe('what an engine holds', () => {
  it('counts images by whether a container was made of them', () => {
    const { holds } = engineOf({
      images: [{ Id: 'a' }, { Id: 'b' }],
      containers: [
        { ImageID: 'a', State: 'running' },
        { ImageID: 'a', State: 'exited' },
        { ImageID: 'gone', State: 'exited' },
      ],
    });
    assert.deepEqual(holds.value, { images: 2, imagesUsed: 1, containers: 3, running: 1 });
  });
  for (const part of [
    {},
    { images: [] },
    { containers: [] },
    { images: {}, containers: [] },
    { images: [{}], containers: [] },
    { images: [], containers: [{ State: 'running' }] },
    { images: [{ Id: 7 }], containers: [] },
  ]) {
    it(`does not count ${JSON.stringify(part)}`, () => assert.equal(engineOf(part).holds.value, undefined));
  }
});

describe('a swarm', () => {
  const manager = { LocalNodeState: 'active', ControlAvailable: true, Managers: 3, Nodes: 9 };
  it('is told by a manager', () => {
    const { swarm } = engineOf({
      info: { Swarm: manager },
      swarm: { Spec: { EncryptionConfig: {}, CAConfig: { NodeCertExpiry: 7776e12 } } },
    });
    assert.equal(swarm.value?.managers.value, 3);
    assert.equal(swarm.value.autoLock.value, false, 'absent is Docker’s own default');
    assert.equal(swarm.value.nodeCertificateDays.value, 90);
  });
  it('is not told by who is none, has no answer or is in none', () => {
    assert.match(engineOf({ info: { Swarm: { LocalNodeState: 'inactive' } } }).swarm.why ?? '', /off/);
    assert.match(engineOf({ info: { Swarm: { ...manager, ControlAvailable: false } } }).swarm.why ?? '', /manager/);
    assert.equal(engineOf({ info: { Swarm: manager } }).swarm.value, undefined);
    const odd = engineOf({ info: { Swarm: manager }, swarm: { Spec: 7 } }).swarm.value;
    assert.deepEqual([odd?.autoLock.value, odd?.nodeCertificateDays.value], [undefined, undefined]);
  });
});

describe('what dockerd was told', () => {
  const told = (daemon: object, ...words: string[]) => engineOf({ daemon, command: ['dockerd', ...words] });
  it('its level of logs', () => {
    assert.equal(told({}).logLevel.value, 'info');
    assert.equal(told({ 'log-level': 'warn' }).logLevel.value, 'warn');
    assert.equal(told({}, '-l', 'error').logLevel.value, 'error');
    assert.equal(told({ 'log-level': 'info', debug: true }).logLevel.value, 'debug');
    assert.equal(told({}, '-D').logLevel.value, 'debug');
    assert.equal(told({ 'log-level': 7 }).logLevel.value, undefined);
    assert.equal(engineOf({}).logLevel.value, undefined);
  });
  it('the ulimits of all', () => {
    assert.deepEqual(told({}).defaultUlimits.value, []);
    assert.deepEqual(told({}, '--default-ulimit', 'nofile=1:2', '--default-ulimit=nproc=3').defaultUlimits.value, [
      'nofile=1:2',
      'nproc=3',
    ]);
    const file = { 'default-ulimits': { nofile: { Name: 'nofile', Soft: 1, Hard: 2 } } };
    assert.deepEqual(told(file).defaultUlimits.value, ['nofile=1:2']);
    assert.equal(told({ 'default-ulimits': [] }).defaultUlimits.value, undefined);
  });
  it('its control group', () => {
    assert.equal(told({}).cgroupParent.value, '');
    assert.equal(told({ 'cgroup-parent': '/a' }).cgroupParent.value, '/a');
    assert.equal(told({}, '--cgroup-parent=/b').cgroupParent.value, '/b');
  });
});

describe('what only Docker sets for a container', () => {
  it('is read where it stands, and is the engine’s own where it does not', () => {
    const set = containerOf({
      HostConfig: { CgroupParent: '/a', Ulimits: [{ Name: 'nofile', Soft: 1, Hard: -1 }] },
    });
    assert.deepEqual([set.cgroupParent?.value, set.ulimits?.value], ['/a', ['nofile=1:-1']]);
    const unset = containerOf({ HostConfig: { Ulimits: null } });
    assert.deepEqual([unset.cgroupParent?.value, unset.ulimits?.value], ['', []]);
    const odd = containerOf({ HostConfig: { CgroupParent: 7, Ulimits: {} } });
    assert.deepEqual([odd.cgroupParent?.value, odd.ulimits?.value], [undefined, undefined]);
  });
  it('what was executed in it is told only when it was asked', () => {
    assert.equal(containerOf({ ExecIDs: null }).execs?.value, undefined);
    const exec = { ProcessConfig: { privileged: true, user: 'root', entrypoint: 'sh', arguments: ['-c', 'id'] } };
    const [one] = containerOf({ Execs: [exec] }).execs?.value ?? [];
    assert.deepEqual([one?.command, one?.privileged, one?.user], [['sh', '-c', 'id'], true, 'root']);
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        containerOf({ HostConfig: { Ulimits: a, CgroupParent: b }, Execs: c });
        engineOf({ images: a, containers: b, swarm: c, info: { Swarm: a }, daemon: { 'default-ulimits': b } });
      }),
    );
  });
});
