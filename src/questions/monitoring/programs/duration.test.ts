import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { daysOf } from './duration.ts';

it('durations in days', () => {
  const vectors: [string, number | null][] = [
    ['744h', 31],
    ['30d', 30],
    ['4w', 28],
    ['1y', 365],
    ['1w3d', 10],
    ['0s', 0],
    ['0', 0],
    ['1440m', 1],
    ['86400000ms', 1],
    ['1h30m', 0.0625],
    ['', null],
    ['30', null],
    ['d', null],
    ['30 d', null],
    ['30D', null],
    ['${DAYS}', null],
    ['-1d', null],
    ['1.5d', 1.5],
  ];
  for (const [text, expected] of vectors) {
    const read = daysOf(text);
    if (expected === null || read === null) assert.equal(read, expected, text);
    else assert.ok(Math.abs(read - expected) < 1e-9, text);
  }
  fc.assert(fc.property(fc.string(), (text) => (daysOf(text) ?? 0) >= 0));
});
