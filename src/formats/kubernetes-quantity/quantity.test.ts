import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseQuantity } from './quantity.ts';

describe('quantities', () => {
  const vectors: readonly [string, number | undefined][] = [
    ['0', 0],
    ['1', 1],
    ['500m', 0.5],
    ['1500m', 1.5],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['5.', 5],
    ['-1', -1],
    ['+2k', 2000],
    ['1Ki', 1024],
    ['128Mi', 134_217_728],
    ['1.5Gi', 1_610_612_736],
    ['1G', 1_000_000_000],
    ['2Ei', 2 ** 61],
    ['1e3', 1000],
    ['1E3', 1000],
    ['12E', 12e18],
    ['1e-3', 0.001],
    ['100n', 1e-7],
    ['250u', 0.00025],
    ['', undefined],
    ['Mi', undefined],
    ['.', undefined],
    ['1 Gi', undefined],
    ['1gb', undefined],
    ['1GB', undefined],
    ['1K', undefined],
    ['1mi', undefined],
    ['1e999999999', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['9'.repeat(65), undefined],
  ];
  for (const [text, value] of vectors) it(JSON.stringify(text), () => assert.equal(parseQuantity(text), value));
  it('never throws, and reads whole numbers of bytes exactly', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseQuantity(text)));
    fc.assert(fc.property(fc.nat(), (n) => assert.equal(parseQuantity(`${n}Ki`), n * 1024)));
    fc.assert(fc.property(fc.nat(), (n) => assert.equal(parseQuantity(`${n}m`), n / 1000)));
  });
});
