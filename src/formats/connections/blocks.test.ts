import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addressText,
  cidrsOf,
  everyAddress,
  holds,
  overlaps,
  parseAddress,
  parseBlock,
  unite,
  without,
  type Block,
} from './blocks.ts';

const block = (text: string): Block => parseBlock(text)!;
const small: fc.Arbitrary<Block> = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.nat(60), fc.nat(20))
  .map(([family, first, length]) => ({ family, first: BigInt(first), last: BigInt(first + length) }));
const some = fc.array(small, { maxLength: 6 });
const has = (blocks: readonly Block[], family: 4 | 6, value: bigint): boolean =>
  blocks.some((one) => one.family === family && one.first <= value && value <= one.last);

describe('blocks of addresses', () => {
  it('are united and taken away from each other address by address', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        for (const family of [4, 6] as const) {
          for (let value = 0n; value < 90n; value++) {
            assert.equal(has(unite([...a, ...b]), family, value), has(a, family, value) || has(b, family, value));
            assert.equal(has(without(a, b), family, value), has(a, family, value) && !has(b, family, value));
          }
        }
        const made = unite(a);
        for (const [index, one] of made.entries()) {
          const before = made[index - 1];
          if (before?.family === one.family) assert.ok(before.last + 1n < one.first);
        }
      }),
    );
  });
  it('become CIDRs that hold the same addresses', () => {
    const range: fc.Arbitrary<Block> = fc
      .tuple(
        fc.constantFrom(4 as const, 6 as const),
        fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
        fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
      )
      .map(([family, a, b]) => ({ family, first: a < b ? a : b, last: a < b ? b : a }));
    fc.assert(
      fc.property(range, (one) => {
        const back = cidrsOf(one).map(block);
        assert.deepEqual(unite(back), [one]);
        assert.ok(back.length <= 64 + 64);
      }),
    );
  });
  it('are written as RFC 5952 says', () => {
    const texts = '0.0.0.0/0 ::/0 10.0.0.0/8 2001:db8::/32 ::1/128 1:0:0:2::/64 fe80::/10 255.255.255.255/32';
    for (const text of texts.split(' ')) assert.deepEqual(cidrsOf(block(text)), [text]);
    assert.equal(addressText(6, 0x0001_0000_0000_0002_0000_0000_0000_0003n), '1:0:0:2::3');
    assert.equal(addressText(6, 0x2001_0db8_0000_0001_0001_0001_0001_0001n), '2001:db8:0:1:1:1:1:1');
    assert.deepEqual(cidrsOf({ family: 4, first: 1n, last: 6n }), [
      '0.0.0.1/32',
      '0.0.0.2/31',
      '0.0.0.4/31',
      '0.0.0.6/32',
    ]);
  });
  it('know each other', () => {
    assert.ok(overlaps(block('10.0.0.0/8'), block('10.1.0.0/16')));
    assert.ok(!overlaps(block('10.0.0.0/8'), block('11.0.0.0/8')));
    assert.ok(!overlaps(block('0.0.0.0/0'), block('::/0')));
    assert.ok(holds(everyAddress[6], block('fc00::/7')));
    assert.ok(!holds(block('10.1.0.0/16'), block('10.0.0.0/8')));
    assert.deepEqual(parseAddress('10.0.0.1'), { family: 4, first: 0x0a000001n, last: 0x0a000001n });
    for (const text of ['10.0.0.0/8', 'fe80::1%eth0', '', '1.2.3']) assert.equal(parseAddress(text), null);
  });
});
