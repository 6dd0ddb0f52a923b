import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyAddress, unite, type Block } from '../../../../formats/connections/blocks.ts';
import { addressClasses } from './outside.ts';
import { Partition } from './partition.ts';

const block: fc.Arbitrary<Block> = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.nat(40), fc.nat(12), fc.boolean())
  .map(([family, from, length, high]) => {
    const { last } = everyAddress[family];
    // At both ends of all there is, where runs begin and end.
    return high
      ? { family, first: last - BigInt(from + length), last: last - BigInt(from) }
      : { family, first: BigInt(from), last: BigInt(from + length) };
  });
const sets = fc.array(fc.array(block, { maxLength: 4 }).map(unite), { maxLength: 6 });

describe('classes of addresses', () => {
  it('hold each address of both families once, and tell apart what some set tells apart', () => {
    fc.assert(
      fc.property(sets, (some) => {
        const classes = addressClasses(some);
        for (const family of [4, 6] as const) {
          const own = classes.filter((one) => one.family === family);
          assert.deepEqual(unite(own.flatMap(({ blocks }) => blocks)), [everyAddress[family]]);
          const all = own.flatMap(({ blocks }) => blocks).toSorted((a, b) => (a.first < b.first ? -1 : 1));
          for (const [index, { first }] of all.entries()) assert.ok(index === 0 || all[index - 1]!.last < first);
        }
        assert.equal(new Set(classes.map(({ family, held }) => `${family} ${held.join()}`)).size, classes.length);
        for (const { blocks, held } of classes) {
          for (const { family, first, last } of blocks) {
            for (const value of [first, last]) {
              const inside = some.flatMap((set, index) =>
                set.some((one) => one.family === family && one.first <= value && value <= one.last) ? [index] : [],
              );
              assert.deepEqual(held, inside);
            }
          }
        }
      }),
    );
  });
});

describe('a partition', () => {
  it('puts together exactly those that no set and no key tells apart', () => {
    const members = fc.uniqueArray(fc.nat(19), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.nat(2), { minLength: 20, maxLength: 20 }),
        fc.array(members, { maxLength: 6 }),
        (keys, all) => {
          const partition = new Partition(20, (element) => String(keys[element]));
          for (const set of all) partition.split(set);
          const text = (element: number): string =>
            `${keys[element]} ${all.map((set) => set.includes(element)).join()}`;
          for (let a = 0; a < 20; a++)
            for (let b = 0; b < 20; b++) assert.equal(partition.of[a] === partition.of[b], text(a) === text(b));
          assert.equal(partition.count, new Set(keys.map((_, element) => text(element))).size);
        },
      ),
    );
  });
});
