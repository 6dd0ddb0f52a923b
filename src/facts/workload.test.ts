import assert from 'node:assert/strict';
import { it } from 'node:test';
import { apiPlace, Located } from '../model/located.ts';
import { workloadFact, container } from '../../test/checks/table.ts';
import { containersOf, isWindows, linuxContainersOf } from './workload.ts';

const pod = (value: unknown): Located => Located.root(value, apiPlace('test', 'GET /'));

// Pod spec | is it of Windows
const vectors: readonly (readonly [unknown, boolean])[] = [
  [{}, false],
  [{ os: { name: 'windows' } }, true],
  [{ os: { name: 'linux' }, nodeSelector: { 'kubernetes.io/os': 'windows' } }, false],
  [{ nodeSelector: { 'kubernetes.io/os': 'windows' } }, true],
  [{ nodeSelector: { 'beta.kubernetes.io/os': 'windows' } }, true],
  [{ nodeSelector: 'windows' }, false],
  [{ os: 'windows' }, false],
  [{ os: null, nodeSelector: null }, false],
  [[], false],
];
for (const [value, expected] of vectors)
  it(`${JSON.stringify(value)} is ${expected ? '' : 'not '}of Windows`, () => {
    assert.equal(isWindows(workloadFact({ pod: pod(value) }).value), expected);
  });

it('containers of Linux are all but those of Windows, and the same list when there are none', () => {
  const linux = workloadFact({ name: 'a', containers: [container({})] });
  const windows = workloadFact({ name: 'b', pod: pod({ os: { name: 'windows' } }), containers: [container({})] });
  const mixed = [linux, windows];
  assert.deepEqual(
    linuxContainersOf(mixed).map(({ subject }) => subject.name),
    ['a'],
  );
  const plain = [linux];
  assert.equal(linuxContainersOf(plain), containersOf(plain));
});
