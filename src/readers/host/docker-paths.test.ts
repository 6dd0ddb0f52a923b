import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiPlace, Located } from '../../model/located.ts';
import { daemonFileOf, dockerPaths, type DockerOptions } from './docker-paths.ts';
import type { PathRule } from './path-rules.ts';

type Given = Omit<Partial<DockerOptions>, 'file'> & { file?: unknown };

function ruleOf(role: string, given: Given = {}): PathRule {
  const file = Located.root(given.file, apiPlace('host', 'daemon.json'));
  const usual = { command: [], addresses: [], listens: [], running: false, executables: [] };
  const rules = dockerPaths({ ...usual, ...given, file });
  const found = rules.filter((rule) => rule.role === role);
  assert.equal(found.length, 1, role);
  return found[0]!;
}

const pathsOf = (role: string, given: Given = {}): readonly string[] => ruleOf(role, given).paths;

describe('where files of Docker are', () => {
  it('goes by the usual places where nothing is said', () => {
    assert.deepEqual(pathsOf('Docker data'), ['/var/lib/docker']);
    assert.deepEqual(pathsOf('daemon.json'), ['/etc/docker/daemon.json']);
    assert.deepEqual(pathsOf('Docker socket'), ['/run/docker.sock', '/var/run/docker.sock']);
    assert.deepEqual(pathsOf('TLS authority certificate'), ['/etc/docker/ca.pem']);
  });
  it('goes by the command line', () => {
    const command = [
      'dockerd',
      '--data-root',
      '/srv/d',
      '-H',
      'fd://',
      '--host=unix:///srv/d.sock',
      '--tlskey=/srv/k.pem',
    ];
    assert.deepEqual(pathsOf('Docker data', { command }), ['/srv/d']);
    assert.deepEqual(pathsOf('Docker socket', { command }), [
      '/run/docker.sock',
      '/var/run/docker.sock',
      '/srv/d.sock',
    ]);
    assert.deepEqual(pathsOf('Docker socket', { command, listens: ['/run/d/d.sock'] }), [
      '/run/d/d.sock',
      '/srv/d.sock',
    ]);
    assert.deepEqual(pathsOf('TLS server key', { command }), ['/srv/k.pem']);
    assert.equal(daemonFileOf(['dockerd', '--config-file=/srv/c.json']), '/srv/c.json');
  });
  it('goes by daemon.json where the command line says nothing', () => {
    const file = {
      'data-root': '/srv/d',
      hosts: ['unix:///srv/d.sock', 'tcp://0.0.0.0:2376'],
      tlscacert: '/srv/ca.pem',
    };
    assert.deepEqual(pathsOf('Docker data', { file }), ['/srv/d']);
    assert.deepEqual(pathsOf('Docker socket', { file }), ['/srv/d.sock']);
    assert.deepEqual(pathsOf('TLS authority certificate', { file }), ['/srv/ca.pem']);
  });
  it('takes what is no path for nothing', () => {
    for (const file of [{ 'data-root': 7, hosts: 'unix:///x' }, { 'data-root': 'relative' }, []])
      assert.deepEqual(pathsOf('Docker data', { file }), ['/var/lib/docker']);
  });
  it('knows what TLS takes when no file is named', () => {
    assert.deepEqual(pathsOf('TLS server key', { command: ['dockerd', '--tlsverify'] }), ['/root/.docker/key.pem']);
    assert.deepEqual(pathsOf('TLS server key', { file: { tls: true } }), ['/root/.docker/key.pem']);
  });
  it('knows the containerd that dockerd starts itself', () => {
    const own = pathsOf('containerd socket', { command: ['dockerd', '--exec-root=/srv/x'] });
    assert.equal(own[0], '/srv/x/containerd/containerd.sock');
    const told = pathsOf('containerd socket', { command: ['dockerd', '--containerd=/run/c.sock'] });
    assert.equal(told[0], '/run/c.sock');
  });
  it('the program that runs comes first, and others may lie beside it', () => {
    const executables = ['/opt/docker/dockerd', '/opt/c/containerd-shim-runc-v2'];
    assert.equal(pathsOf('dockerd', { executables })[0], '/opt/docker/dockerd');
    assert.equal(pathsOf('containerd-shim-runc-v2', { executables })[0], '/opt/c/containerd-shim-runc-v2');
    assert.deepEqual(pathsOf('containerd-shim', { executables }).slice(0, 3), [
      '/opt/docker/containerd-shim',
      '/opt/c/containerd-shim',
      '/usr/bin/containerd-shim',
    ]);
  });
  it('all sockets are looked at, and not only the first', () => {
    for (const role of ['Docker socket', 'containerd socket']) assert.equal(ruleOf(role).take, undefined, role);
  });
  it('no socket proves nothing where no engine is seen that would make it', () => {
    for (const role of ['Docker socket', 'containerd socket', 'containerd folder'])
      assert.match(ruleOf(role).absence ?? '', /while the engine runs/, role);
    assert.match(ruleOf('Docker socket', { running: true }).absence ?? '', /not there/);
    const file = { hosts: ['tcp://0.0.0.0:2376'] };
    assert.equal(ruleOf('Docker socket', { running: true, file }).absence, undefined, 'it makes none');
    assert.equal(ruleOf('containerd folder', { running: true }).absence, undefined);
    assert.equal(ruleOf('daemon.json').absence, undefined);
    assert.match(ruleOf('Docker data').absence ?? '', /makes it/);
  });
  it('a path from a folder that was not seen is not known', () => {
    const command = ['dockerd', '--tlskey=certs/key.pem'];
    assert.match(ruleOf('TLS server key', { command }).unclear ?? '', /certs\/key\.pem/);
    assert.match(ruleOf('Docker data', { file: { 'data-root': 'data' } }).unclear ?? '', /data-root/);
  });
});
