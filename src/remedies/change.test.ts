import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Located } from '../model/located.ts';
import { sameData, stepsOf, withChanges } from './change.ts';

describe('paths for people', () => {
  const cases: readonly [string, readonly (string | number)[] | null][] = [
    ['', []],
    ['spec.containers[0].image', ['spec', 'containers', 0, 'image']],
    ['items[1][2]', ['items', 1, 2]],
    ['metadata.annotations."a.b/c d"', ['metadata', 'annotations', 'a.b/c d']],
    ['"say \\"x\\""', ['say "x"']],
    ['a[', null],
    ['"open', null],
  ];
  for (const [place, steps] of cases) it(JSON.stringify(place), () => assert.deepEqual(stepsOf(place), steps));

  it('lead back to the keys that they were made of', () => {
    const place = { evidence: (_holder: unknown, _key: unknown, path: string) => ({ source: 'test', place: path }) };
    const keys = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(keys, (path) => {
        const at = Located.root({}, place).down(...path);
        assert.deepEqual(stepsOf(at.path), path);
      }),
    );
  });
});

describe('data with changes', () => {
  it('shares what is not on their way', () => {
    const shared = { x: 1 };
    const before = { a: shared, b: { c: shared }, l: ['p', 'q'] };
    const after = withChanges(before, [
      { kind: 'set', path: ['b', 'd', 'e'], value: true },
      { kind: 'remove', path: ['l', 0] },
      { kind: 'append', path: ['l'], value: 'r' },
    ]);
    assert.deepEqual(after, { a: shared, b: { c: shared, d: { e: true } }, l: ['q', 'r'] });
    assert.deepEqual(before.l, ['p', 'q']);
    assert.equal((after as typeof before).a, shared);
  });
  it('takes an empty list away with its key, and keeps a key __proto__', () => {
    const before = JSON.parse('{"l": [1, 2], "__proto__": {"a": 1}}') as object;
    const both = [0, 1].map((index) => ({ kind: 'remove', path: ['l', index] }) as const);
    assert.equal(JSON.stringify(withChanges(before, both)), '{"__proto__":{"a":1}}');
  });
});

describe('same data', () => {
  it('knows types and absent keys', () => {
    assert.ok(sameData({ a: [1, null], b: NaN }, { b: NaN, a: [1, null] }));
    for (const [a, b] of [
      [1, '1'],
      [{}, []],
      [{ a: undefined }, {}],
      [
        [1, 2],
        [2, 1],
      ],
      [null, {}],
      [{ toString: 1 }, {}],
    ])
      assert.ok(!sameData(a, b), JSON.stringify([a, b]));
  });
  it('is soon told of what aliases make billions of', () => {
    const bomb = (): unknown => Array.from({ length: 60 }).reduce<unknown>((inner) => [inner, inner], ['x']);
    assert.ok(sameData(bomb(), bomb()));
  });
});
