import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readEnvFile, readRawEnvFile } from './env-file.ts';

const none = (): undefined => undefined;
const plain = (text: string): [string, string | null, number][] =>
  readEnvFile(text, none, '.env').entries.map(({ name, value, line }) => [name, value?.text ?? null, line]);

describe('readEnvFile', () => {
  it('reads every form', () => {
    const text = [
      '\uFEFF# comment',
      'TAG=1.2.3',
      'export NAME="quoted ${TAG}" # c',
      "SINGLE='no ${TAG}'",
      'EMPTY=',
      'REF=${TAG}-x',
      'MULTI="a',
      'b"',
      'Y: yaml style',
      'HASH=a#b # c',
      'ESC="a\\nb\\$c\\"d\\\\n"',
      'SPACED =  v  ',
      "SQ='it\\'s'",
      'QUOTE_IN=a"b"c',
      'INHERITED',
      '  INDENTED=1\r',
      'DOLLAR=$$x',
    ].join('\n');
    assert.deepEqual(plain(text), [
      ['TAG', '1.2.3', 2],
      ['NAME', 'quoted 1.2.3', 3],
      ['SINGLE', 'no ${TAG}', 4],
      ['EMPTY', '', 5],
      ['REF', '1.2.3-x', 6],
      ['MULTI', 'a\nb', 7],
      ['Y', 'yaml style', 9],
      ['HASH', 'a#b', 10],
      ['ESC', 'a\nb$c"d\\n', 11],
      ['SPACED', 'v', 12],
      ['SQ', "it's", 13],
      ['QUOTE_IN', 'a"b"c', 14],
      ['INHERITED', null, 15],
      ['INDENTED', '1', 16],
      ['DOLLAR', '$x', 17],
    ]);
  });

  it('lets what stands outside win', () => {
    const { entries } = readEnvFile(
      'A=1\nB=$A',
      (name) => (name === 'A' ? { value: '2', from: 'x' } : undefined),
      '.env',
    );
    assert.equal(entries[1]?.value?.text, '2');
    assert.deepEqual(readEnvFile('A=1\nB=$A', none, '.env').entries[1]?.value?.origins, ['.env:1']);
  });

  it('tells what it cannot read and reads the rest', () => {
    const { entries, problems } = readEnvFile('a b=1\nGOOD=1\nBAD="x\nGOOD2=2', none, '.env');
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1, 3],
    );
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['GOOD', 'GOOD2'],
    );
  });

  it('has a raw format', () => {
    const { entries } = readRawEnvFile('# c\nA="$x" # y\nB');
    assert.deepEqual(
      entries.map(({ name, value }) => [name, value?.text]),
      [
        ['A', '"$x" # y'],
        ['B', undefined],
      ],
    );
  });

  it('takes any text', () => {
    const hostile = fc.array(fc.constantFrom('A', '=', ':', '"', "'", '\\', '\n', ' ', '#', '$', '{', '}', 'export '));
    fc.assert(fc.property(hostile, (parts) => readEnvFile(parts.join(''), none, '.env').entries.length >= 0));
  });
});
