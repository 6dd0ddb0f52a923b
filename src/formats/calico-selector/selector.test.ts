import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitsCalico, isSelectorError, labelsOf, parseCalicoSelector, type CalicoSelector } from './selector.ts';

// selector | labels | fits, or a part of the reason why it is none
const vectors = `
                                          | {}                     | yes
all()                                     | {}                     | yes
all( )                                    | {"a":"1"}              | yes
!all()                                    | {}                     | no
has(a)                                    | {"a":""}               | yes
has(a)                                    | {}                     | no
has( a )                                  | {"a":"1"}              | yes
!has(a)                                   | {}                     | yes
!!has(a)                                  | {}                     | no
a == 'x'                                  | {"a":"x"}              | yes
a == "x"                                  | {"a":"x"}              | yes
a=='x'                                    | {"a":"y"}              | no
a == 'x'                                  | {}                     | no
a != 'x'                                  | {}                     | yes
a != 'x'                                  | {"a":"x"}              | no
a in {'x', "y"}                           | {"a":"y"}              | yes
a in {'x'}                                | {}                     | no
a in {}                                   | {"a":"x"}              | no
a not in {'x'}                            | {}                     | yes
a not  in { 'x' , 'y' }                   | {"a":"y"}              | no
a contains 'bc'                           | {"a":"abcd"}           | yes
a starts with 'ab'                        | {"a":"abcd"}           | yes
a starts with 'b'                         | {"a":"abcd"}           | no
a starts with ''                          | {}                     | no
a ends with 'cd'                          | {"a":"abcd"}           | yes
a == 'x' && b == 'y'                      | {"a":"x","b":"y"}      | yes
a == 'x' && b == 'y'                      | {"a":"x"}              | no
a == 'x' || b == 'y'                      | {"b":"y"}              | yes
a == 'x' || b == 'y' && c == 'z'          | {"a":"x"}              | yes
(a == 'x' || b == 'y') && c == 'z'        | {"a":"x"}              | no
!(a == 'x' || has(b))                     | {"c":"1"}              | yes
! a == 'x'                                | {"a":"y"}              | yes
app.kubernetes.io/name == 'web'           | {"app.kubernetes.io/name":"web"} | yes
in in {'x'}                               | {"in":"x"}             | yes
all == 'x'                                | {"all":"x"}            | yes
global()                                  | {}                     | no
a == 'x' &&                               | {} | ! lacks a label
a == x                                    | {} | ! lacks a text
a = 'x'                                   | {} | ! cannot be read from "= 'x'"
a == 'x                                   | {} | ! cannot be read
(a == 'x'                                 | {} | ! lacks ")"
a == 'x')                                 | {} | ! does not end
a in 'x'                                  | {} | ! lacks "{"
a in {'x' 'y'}                            | {} | ! lacks ","
a in {'x',}                               | {} | ! lacks a text
a like 'x'                                | {} | ! no comparison
has()                                     | {} | ! lacks a label
has(a                                     | {} | ! lacks ")"
a                                         | {} | ! lacks a comparison
&& has(a)                                 | {} | ! lacks a label
`;

const read = (text: string): CalicoSelector => {
  const selector = parseCalicoSelector(text);
  if (isSelectorError(selector)) assert.fail(`${text}: ${selector.why}`);
  return selector;
};

describe('selectors of Calico', () => {
  for (const line of vectors.split('\n').filter((one) => one !== '')) {
    const [text, labels, expected] = line.split(/ +\| /).map((part) => part.trim()) as [string, string, string];
    it(`${text} on ${labels}`, () => {
      const selector = parseCalicoSelector(text);
      if (expected.startsWith('! ')) {
        assert.ok(isSelectorError(selector));
        assert.ok(selector.why.includes(expected.slice(2)), selector.why);
        return;
      }
      const own = JSON.parse(labels) as Record<string, string>;
      assert.equal(
        fitsCalico(read(text), (key) => own[key] ?? null),
        expected === 'yes',
      );
    });
  }
  it('are not known to fit where a label is not known, unless another decides', () => {
    const unknownB = (key: string): string | null | undefined => (key === 'a' ? 'x' : undefined);
    for (const [text, expected] of [
      ['has(b)', undefined],
      ['!has(b)', undefined],
      ["b != 'x'", undefined],
      ["a == 'x' || has(b)", true],
      ["a == 'x' && has(b)", undefined],
      ["a == 'y' && has(b)", false],
    ] as const) {
      assert.equal(fitsCalico(read(text), unknownB), expected, text);
    }
  });
  it('name their labels', () => {
    assert.deepEqual(labelsOf(read("a == 'x' && !(has(b) || c in {'y'}) || all()")), ['a', 'b', 'c']);
  });
  it('have limits', () => {
    assert.ok(isSelectorError(parseCalicoSelector(`${'('.repeat(1000)}all()${')'.repeat(1000)}`)));
    assert.ok(isSelectorError(parseCalicoSelector(`${'!'.repeat(20_000)}all()`)));
    assert.ok(!isSelectorError(parseCalicoSelector(Array.from({ length: 500 }, () => 'has(a)').join(' && '))));
  });
  it('are read, whatever they are, without a throw', () => {
    const piece = fc.constantFrom(
      "'x'",
      '"',
      '==',
      '!=',
      '!',
      '&&',
      '||',
      '(',
      ')',
      '{',
      '}',
      ',',
      'has(',
      'all()',
      'in',
      'not in',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 20 }).map((all) => all.join(' ')),
        ),
        (text) => {
          const selector = parseCalicoSelector(text);
          if (!isSelectorError(selector)) assert.equal(typeof fitsCalico(selector, () => null), 'boolean');
        },
      ),
      { numRuns: 2000 },
    );
  });
  it('mean the same when they are written out again', () => {
    const key = fc.constantFrom('a', 'b', 'c.d/e');
    const value = fc.constantFrom('x', 'xy', '');
    const simple: fc.Arbitrary<CalicoSelector> = fc.oneof(
      fc.constant({ op: 'all' as const }),
      fc.record({ op: fc.constant('has' as const), key }),
      fc.record({
        op: fc.constantFrom(
          '==' as const,
          '!=' as const,
          'contains' as const,
          'starts with' as const,
          'ends with' as const,
        ),
        key,
        value,
      }),
      fc.record({
        op: fc.constantFrom('in' as const, 'not in' as const),
        key,
        values: fc.array(value, { maxLength: 3 }),
      }),
    );
    const { any } = fc.letrec<{ any: CalicoSelector }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        simple,
        fc.record({ op: fc.constant('not' as const), of: tie('any') }),
        fc.record({
          op: fc.constantFrom('and' as const, 'or' as const),
          of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
        }),
      ),
    }));
    fc.assert(
      fc.property(any, fc.dictionary(key, value), (selector, labels) => {
        const label = (name: string): string | null => labels[name] ?? null;
        assert.equal(fitsCalico(read(written(selector)), label), fitsCalico(selector, label));
      }),
      { numRuns: 2000 },
    );
  });
});

function written(selector: CalicoSelector): string {
  switch (selector.op) {
    case 'all':
    case 'global':
      return `${selector.op}()`;
    case 'has':
      return `has(${selector.key})`;
    case 'in':
    case 'not in':
      return `${selector.key} ${selector.op} {${selector.values.map((one) => `'${one}'`).join(', ')}}`;
    case 'not':
      return `!(${written(selector.of)})`;
    case 'and':
    case 'or':
      return selector.of.map((one) => `(${written(one)})`).join(selector.op === 'and' ? ' && ' : ' || ');
    default:
      return `${selector.key} ${selector.op} "${selector.value}"`;
  }
}
