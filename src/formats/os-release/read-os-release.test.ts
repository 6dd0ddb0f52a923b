import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { readOsRelease } from './read-os-release.ts';

it('reads what distributions write', () => {
  const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n';
  assert.deepEqual(readOsRelease(debian), { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' });
  assert.deepEqual(readOsRelease('# c\n\nNAME="Arch Linux"\r\nID=arch\r\n'), {
    id: 'arch',
    version: '',
    name: 'Arch Linux',
  });
  assert.deepEqual(readOsRelease("ID='alpine'\nVERSION_ID=3.20.3"), { id: 'alpine', version: '3.20.3', name: 'Linux' });
  assert.deepEqual(readOsRelease('NAME="a \\"b\\" \\$c"\n'), { id: 'linux', version: '', name: 'a "b" $c' });
  assert.deepEqual(readOsRelease('ID=a\nID=b\n'), { id: 'b', version: '', name: 'Linux' });
});

it('does not believe what it cannot read', () => {
  for (const text of [
    '',
    '# only a comment\n',
    'ID="open\n',
    'ID=two words\n',
    'no assignment\n',
    'ID=\n',
    'ID=$(rm)\n',
  ]) {
    assert.equal(typeof readOsRelease(text), 'string', text);
  }
});

it('never throws', () => fc.assert(fc.property(fc.string(), (text) => void readOsRelease(text))));
