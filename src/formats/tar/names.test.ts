import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cleanName, linkPath } from './names.ts';

const cleaned = `
etc/passwd        | etc/passwd |
./etc/passwd      | etc/passwd |
etc//passwd/      | etc/passwd |
etc/./x/../passwd | etc/passwd |
a..b/..c          | a..b/..c   |
/etc/passwd       | etc/passwd | absolute
../etc/passwd     | etc/passwd | climbs
a/../../b         | b          | climbs
/../x             | x          | climbs
./                |            |
..                |            | climbs
`;

it('cleans names and says what is wrong with them', () => {
  const rows = cleaned
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()));
  for (const [name, path, fault] of rows) {
    assert.deepEqual(cleanName(name!), { path, fault: fault === '' ? null : fault }, name);
  }
});

it('resolves links from the folder that holds them', () => {
  assert.equal(linkPath('etc/os-release', '../usr/lib/os-release').path, 'usr/lib/os-release');
  assert.equal(linkPath('etc/os-release', '/usr/lib/os-release').path, 'usr/lib/os-release');
  assert.deepEqual(linkPath('etc/x', '../../../etc/shadow'), { path: 'etc/shadow', fault: 'climbs' });
});

it('never leaves the root', () => {
  const part = fc.constantFrom('..', '.', '', 'a', 'b', '...', '..a');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const { path } = cleanName(parts.join('/'));
      assert.ok(!path.startsWith('/') && !path.split('/').includes('..'), path);
      assert.deepEqual(cleanName(path), { path, fault: null });
    }),
  );
});
