import assert from 'node:assert/strict';
import { it } from 'node:test';
import { containersIn, isInitialNamespace, statusFields } from './process.ts';

it('finds container ids in cgroup paths of every driver', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
  assert.deepEqual(containersIn(`9:pids:/docker/${a}\n0::/docker/${a}\n`), [a]);
  assert.deepEqual(containersIn(`0::/system.slice/docker-${a}.scope`), [a]);
  assert.deepEqual(containersIn(`0::/../cri-containerd-${a}.scope`), [a]);
  assert.deepEqual(containersIn(`0::/docker/${a}/docker/${b}`), [a, b]);
  assert.deepEqual(containersIn(`0::/user.slice/${'c'.repeat(65)}`), []);
});

it('reads the fields of a status', () => {
  const fields = statusFields('Name:\tdockerd\nUid:\t0\t0\t0\t0\nodd line\n');
  assert.equal(fields.get('Name'), 'dockerd');
  assert.equal(fields.get('Uid'), '0\t0\t0\t0');
  assert.equal(fields.size, 2);
});

it('knows the namespaces that the kernel began with', () => {
  assert.ok(isInitialNamespace('pid', 'pid:[4026531836]'));
  assert.ok(!isInitialNamespace('pid', 'pid:[4026532000]'));
  assert.ok(!isInitialNamespace('pid', undefined));
});
