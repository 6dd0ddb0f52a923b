import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseInstalled } from './parse-installed.ts';

describe('the apk database', () => {
  it('reads records', () => {
    const text =
      'C:Q1abc=\nP:libcrypto3\nV:3.3.2-r0\nA:x86_64\nL:Apache-2.0\no:openssl\nm:A <a@x>\nF:lib\nR:libcrypto.so.3\na:0:0:755\n\n' +
      'P:.build-deps\nV:20240101.000000\nA:noarch\n\n';
    const { packages, problems } = parseInstalled(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(packages, [
      {
        name: 'libcrypto3',
        version: '3.3.2-r0',
        architecture: 'x86_64',
        origin: 'openssl',
        license: 'Apache-2.0',
        maintainer: 'A <a@x>',
        line: 1,
      },
      {
        name: '.build-deps',
        version: '20240101.000000',
        architecture: 'noarch',
        origin: '',
        license: '',
        maintainer: '',
        line: 12,
      },
    ]);
  });

  it('reads on behind lines of any length, and without an empty line at the end', () => {
    const text = `P:a\nV:1\np:${'so:x '.repeat(40_000)}\nD:${'y '.repeat(70_000)}\n\nP:b\nV:2`;
    assert.deepEqual(
      parseInstalled(text).packages.map(({ name, version }) => `${name} ${version}`),
      ['a 1', 'b 2'],
    );
  });

  it('says what it cannot read, and reads the rest', () => {
    const { packages, problems } = parseInstalled(
      'P:a\n\nV:1\n\nrubbish\n\nP:b\nP:c\nV:1\n\nP:d\nV:2\r\n\r\nP:e\nV:3\n',
    );
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['c', 'd', 'e'],
    );
    assert.deepEqual(problems, [
      'line 1: a has no version',
      'line 3: a record names no package',
      'line 5: is no field',
      'line 5: a record names no package',
      'line 8: the field P stands twice',
    ]);
  });

  it('lists every record or says why not', () => {
    const word = fc.constantFrom('P:', 'V:', 'a', '\n', '\n\n', ' ', 'P:x\nV:1\n', '\0', '\r\n');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('');
        const records = text.split(/\n\r?\n/).filter((part) => part.replaceAll(/[\r\n]/g, '') !== '');
        const { packages, problems } = parseInstalled(text);
        if (records.length > 0) assert.ok(packages.length + problems.length > 0);
      }),
    );
  });
});
