import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainScalar, taggedScalar, type Dialect } from './scalars.ts';

/** text, then what each dialect makes of it. */
const vectors: readonly [string, unknown, unknown][] = [
  ['yes', true, 'yes'],
  ['Yes', true, 'Yes'],
  ['y', true, 'y'],
  ['on', true, 'on'],
  ['NO', false, 'NO'],
  ['n', false, 'n'],
  ['off', false, 'off'],
  ['oN', 'oN', 'oN'],
  ['yEs', 'yEs', 'yEs'],
  ['true', true, true],
  ['TRUE', true, true],
  ['tRue', 'tRue', 'tRue'],
  ['~', null, null],
  ['', null, null],
  ['Null', null, null],
  ['nil', 'nil', 'nil'],
  ['0644', 420, 420],
  ['0o644', 420, 420],
  ['-0644', -420, -420],
  ['0648', 648, 648],
  ['08', 8, 8],
  ['0x1F', 31, 31],
  ['0b11', 3, 3],
  ['1_000', 1000, 1000],
  ['+12', 12, 12],
  ['1e3', 1000, 1000],
  ['.5', 0.5, 0.5],
  ['1.', 1, 1],
  ['-.inf', -Infinity, -Infinity],
  ['1:30', '1:30', '1:30'],
  ['2001-01-01', '2001-01-01', '2001-01-01'],
  ['1.2.3', '1.2.3', '1.2.3'],
  ['0x', '0x', '0x'],
  ['128Mi', '128Mi', '128Mi'],
  ['-', '-', '-'],
  ['.', '.', '.'],
];

describe('plain scalars', () => {
  for (const [text, kubernetes, core] of vectors) {
    it(JSON.stringify(text), () => {
      assert.deepEqual([plainScalar(text, 'kubernetes'), plainScalar(text, 'core')], [kubernetes, core]);
    });
  }
});

describe('tagged scalars', () => {
  const cases: readonly [string, string, Dialect, unknown][] = [
    ['yes', '!!str', 'kubernetes', 'yes'],
    ['yes', '!!bool', 'kubernetes', true],
    ['12', '!!int', 'core', 12],
    ['12', '!!str', 'core', '12'],
    ['12', '!<tag:yaml.org,2002:int>', 'core', 12],
    ['12', '!own', 'core', '12'],
    ['', '!!null', 'core', null],
  ];
  for (const [text, tag, dialect, value] of cases) {
    it(`${tag} ${text}`, () => assert.deepEqual(taggedScalar(text, tag, dialect), value));
  }
});
