import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiPlace, Located } from '../../model/located.ts';
import { daemonFileOf, dockerPaths, type DockerOptions } from './docker-paths.ts';

function pathsOf(
  role: string,
  given: Omit<Partial<DockerOptions>, 'file'> & { file?: unknown } = {},
): readonly string[] {
  const file = Located.root(given.file, apiPlace('host', 'daemon.json'));
  const rules = dockerPaths({ command: [], addresses: [], executables: new Map(), ...given, file });
  const found = rules.filter((rule) => rule.role === role);
  assert.equal(found.length, 1, role);
  return found[0]!.paths;
}

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
    assert.deepEqual(pathsOf('Docker socket', { command }), ['/srv/d.sock']);
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
  it('the program that runs comes first', () => {
    const executables = new Map([['dockerd', '/opt/docker/dockerd']]);
    assert.equal(pathsOf('dockerd', { executables })[0], '/opt/docker/dockerd');
    assert.equal(pathsOf('runc', { executables })[0], '/usr/bin/runc');
  });
});
