import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostProcess, type HostProcess } from '../../facts/host-process.ts';
import { fact } from '../../model/fact.ts';
import { engineOf } from './docker.ts';

const at = { source: 'host', file: '/proc' };
let pid = 10;
const dockerd = (words: string, given: Partial<HostProcess> = {}) => {
  const command = ['dockerd', ...words.split(' ').filter((word) => word !== '')];
  const value: HostProcess = { pid: pid++, name: 'dockerd', command, container: null, user: 0, at, ...given };
  return fact(
    hostProcess,
    { subject: { source: 'host', kind: 'Process', name: 'dockerd' }, stage: 'running' },
    value,
    at,
  );
};
const chosen = (processes: ReturnType<typeof dockerd>[], ...engineAddresses: string[]) => {
  const found = engineOf({ processes, engineAddresses });
  return typeof found === 'object' ? found.pid : found;
};
const usual = dockerd('-H fd:// --containerd=/run/containerd/containerd.sock');
const other = dockerd('--host=unix:///srv/other.sock');

describe('which dockerd is meant', () => {
  it('none, or the only one', () => {
    assert.equal(chosen([]), undefined);
    assert.equal(chosen([other]), other.value.pid);
    assert.equal(chosen([other], 'unix:///run/docker.sock'), other.value.pid);
  });
  it('of several the one that was asked', () => {
    assert.equal(chosen([usual, other], 'unix:///srv/other.sock'), other.value.pid);
    assert.equal(chosen([usual, other], 'unix:///var/run/docker.sock'), usual.value.pid);
    assert.equal(chosen([usual, other]), usual.value.pid);
  });
  it('is not guessed', () => {
    assert.match(String(chosen([usual, other], 'unix:///srv/third.sock')), /several/);
    assert.match(String(chosen([usual, dockerd('')])), /several/);
    assert.match(String(chosen([other, other])), /several/);
  });
  it('one in a container has files of its own', () => {
    const inside = dockerd('', { container: 'c'.repeat(64) });
    assert.match(String(chosen([inside], 'unix:///srv/inner.sock')), /in a container/);
    assert.equal(chosen([inside, usual]), usual.value.pid);
    assert.equal(chosen([inside]), undefined, 'nobody asked it');
  });
  it('one without root has its files elsewhere', () => {
    assert.match(String(chosen([dockerd('', { user: 1000 })])), /user 1000/);
  });
});
