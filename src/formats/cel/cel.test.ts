import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compile, type Evaluated } from './compile.ts';
import { perCallLimit } from './cost.ts';
import { fromData } from './data.ts';
import { describe as show } from './describe.ts';
import { environment } from './environment.ts';
import { dynType } from './types.ts';
import { CelError, Unknown, type Value } from './values.ts';

const declarations = environment(
  new Map([
    ['object', dynType],
    ['asker', dynType],
  ]),
);
const asker = new Unknown(['who asks']);
const object = fromData({ spec: { replicas: 3, list: ['a', 'b'], big: 2 ** 60 }, x: null }, 'plain');
const values: Readonly<Record<string, Value>> = { object, asker };

function run(text: string): Evaluated | string {
  const compiled = compile(text, declarations, null);
  if ('refusal' in compiled) return compiled.refusal.message;
  return compiled.program.evaluate({ get: (name) => values[name] ?? null });
}

/** `value`, `! error`, `? reason of unknown`, `refused: …`. */
function outcome(text: string): string {
  const found = run(text);
  if (typeof found === 'string') return `refused: ${found.split('\n')[0]}`;
  if (found.value instanceof CelError) return `! ${found.value.message}`;
  return found.value instanceof Unknown ? `? ${found.value.why.join('; ')}` : show(found.value);
}

describe('CEL', () => {
  const vectors = readFileSync(new URL('vectors.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.includes(' => '));
  for (const line of vectors) {
    const at = line.lastIndexOf(' => ');
    it(line.slice(0, at), () => {
      assert.equal(outcome(line.slice(0, at)), line.slice(at + 4));
    });
  }

  it('keeps the rest of a chain optional after the first optional step', () => {
    assert.equal(outcome('object.?nothing.deeper.still.hasValue()'), 'false');
  });

  it('points to the line and column of a mistake', () => {
    const compiled = compile('true &&\n  object.all(x, y)', declarations, null);
    assert.ok('refusal' in compiled);
    assert.match(compiled.refusal.message, /<input>:2:17: undeclared reference to 'y'/);
    assert.equal(compiled.refusal.at, 24);
  });
});

/** A list of two that are the same list of two, and so on. */
function doubled(depth: number): string {
  return `[dyn([1])]${Array.from({ length: depth }, (_, at) => `.map(x${at}, dyn([x${at}, x${at}]))`).join('')}`;
}

describe('hostile CEL', () => {
  const stops = (text: string): void => {
    const found = run(text);
    if (typeof found === 'string') return;
    assert.ok(found.stopped !== null || found.cost <= perCallLimit, `${found.cost} is within the budget`);
  };

  for (const [name, text] of [
    ['brackets within brackets', `${'('.repeat(5000)}1${')'.repeat(5000)}`],
    ['lists within lists', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['a long sum', Array.from({ length: 5000 }, () => '1').join('+')],
    ['a long chain', `object${'.a'.repeat(5000)}`],
    ['many negations', `${'!'.repeat(50_000)}true`],
    ['a long conjunction', Array.from({ length: 20_000 }, () => 'true').join('&&')],
    ['nested ternaries', `${'true?1:'.repeat(5000)}1`],
    ['a long text', `"${'a'.repeat(90_000)}".matches("(a|aa)+$")`],
    ['more than an expression may be', `"${'a'.repeat(200_000)}"`],
    ['targets that double', `optional.of(1)${'.optMap(x, x + 1)'.repeat(40)}.hasValue()`],
    [
      'loops within loops',
      '[1,2,3,4,5,6,7,8,9].all(a, lists.range(1000).all(b, lists.range(1000).all(c, a + b + c >= 0)))',
    ],
    ['a list of a million, compared with itself', 'sets.equivalent(lists.range(1000000), lists.range(1000000))'],
    ['lists that double', `${doubled(40)} == ${doubled(40)}`],
    ['lists that double, written out', `"%s".format([${doubled(40)}])`],
    ['lists that double, flattened', `${doubled(40)}.flatten(100).size() > 0`],
    [
      'texts that double',
      `lists.range(40).map(x, "aaaaaaaaaa".replace("", "aaaaaaaaaaaaaaaa").replace("", "aaaaaaaaaaaaaaaaaaaa")).join().size() > 0`,
    ],
    ['a quantity with a great exponent', 'quantity("1e1000000000").isGreaterThan(quantity("1e-1000000000"))'],
    ['sums of great exponents', 'quantity("1e2000000000").add(quantity("1")).isInteger()'],
    ['an unclosed text', '"'],
    ['every escape', String.raw`"\a\b\f\n\r\t\v\\\'\"\x41A\U0001F600\101\?\`" + b"\xff\377"`],
    ['a prototype', '{"__proto__": 1}.__proto__ == 1 && !has({"a": 1}.constructor) && object.constructor == 1'],
  ] as const) {
    it(`ends by itself: ${name}`, () => stops(text));
  }

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      ...'( ) [ ] { } , . : ? ! - + * / % < <= == != in && || 1 2u 1.5 "a" \'b\' r"c" b"d" null true object asker x all map has size . .? [? \\ ` @ # \n'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => stops(pieces.join(''))),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => stops(text)),
      { numRuns: 500 },
    );
  });

  it('reads any data', () => {
    const paths = [
      'object',
      'object.size()',
      'object.all(k, k != "x")',
      'object == object',
      '"%s".format([[object]])',
      '[object].isSorted()',
    ];
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom(...paths),
        fc.constantFrom('struct', 'plain'),
        (data, text, origin) => {
          const compiled = compile(text, declarations, null);
          assert.ok('program' in compiled);
          compiled.program.evaluate({ get: () => fromData(data, origin) });
        },
      ),
      { numRuns: 300 },
    );
  });
});
