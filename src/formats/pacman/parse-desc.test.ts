import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseDesc } from './parse-desc.ts';

it('reads what pacman writes', () => {
  const text =
    '%NAME%\nlibelf\n\n%VERSION%\n0.191-4\n\n%BASE%\nelfutils\n\n%ARCH%\nx86_64\n\n%LICENSE%\nGPL-3.0-or-later\nLGPL-2.0-only\n\n%PACKAGER%\nL <l@x>\n\n%DEPENDS%\nzlib\n\n';
  assert.deepEqual(parseDesc(text), {
    name: 'libelf',
    version: '0.191-4',
    architecture: 'x86_64',
    base: 'elfutils',
    licenses: ['GPL-3.0-or-later', 'LGPL-2.0-only'],
    packager: 'L <l@x>',
  });
  assert.deepEqual(parseDesc('%NAME%\na\n\n%VERSION%\n1:2-3\n'), {
    name: 'a',
    version: '1:2-3',
    architecture: '',
    base: 'a',
    licenses: [],
    packager: '',
  });
});

it('does not guess', () => {
  for (const text of [
    '',
    'rubbish',
    '%NAME%\na\n',
    '%VERSION%\n1\n',
    '%NAME%\na\n\n%NAME%\nb\n\n%VERSION%\n1',
    '%NAME%\n\n%VERSION%\n1',
  ]) {
    assert.equal(typeof parseDesc(text), 'string', text);
  }
});

it('never throws', () => fc.assert(fc.property(fc.string(), (text) => void parseDesc(text))));
