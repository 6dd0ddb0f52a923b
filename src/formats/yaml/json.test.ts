import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEvents } from 'js-yaml';
import fc from 'fast-check';
import { readJsonTree } from './json.ts';
import { offsetOf, type Parts } from './positions.ts';
import { buildTree } from './tree.ts';

/** Value, duplicates and every place of a text, by either reader; null where it is no JSON. */
function told(text: string, by: 'json' | 'yaml'): unknown {
  const parts = new Map<object, Parts>();
  const tree =
    by === 'json' ? readJsonTree(text, parts) : buildTree(text, parseEvents(text, {}), 0, 'kubernetes', parts)[0]!;
  if (tree === null) return null;
  const places: unknown[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const own = parts.get(value)!;
    places.push([path, own.start, own.isMap]);
    for (const [key, item] of Object.entries(value)) {
      places.push([path, key, offsetOf(own, Array.isArray(value) ? Number(key) : key)]);
      visit(item, `${path}/${key}`);
    }
  };
  visit(tree.value, '');
  const text2 = JSON.stringify(tree.value, (_key, value: unknown) => (Object.is(value, -0) ? '-0' : value));
  return { value: text2, start: tree.start, duplicates: tree.duplicates, places };
}

const word = fc.string({
  unit: fc.constantFrom(...Array.from('aé\u{1f600}<~ "\\/\n\t\b#:-{}[],yesn0.1\u2028\u0085\u007f\ufeff')),
  maxLength: 6,
});
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, -0, 1e21, 1.5e-7, 0, 'yes', 'no', '0644', '1e3'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    word,
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(fc.oneof(word, fc.constantFrom('__proto__', 'constructor', '<<', 'y')), tie('value'), {
    maxKeys: 4,
  }),
}));

describe('JSON', () => {
  it('reads as YAML reads it: values, duplicates and places', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(json.map, json.list), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const own = told(text, 'json');
        if (own === null) return;
        read++;
        assert.deepEqual(own, told(text, 'yaml'));
      }),
      { numRuns: 500 },
    );
    assert.ok(read > 200, `only ${read} of 500 were read`);
  });

  it('with keys that stand twice reads as YAML reads it', () => {
    for (const text of ['{"a":1,"b":{"c":1,"c":[2],"c":3},"a":{}}', '[{"__proto__":1,"__proto__":2}]'])
      assert.deepEqual(told(text, 'json'), told(text, 'yaml'));
  });

  it('leaves to YAML what is no JSON, however little is wrong with it', () => {
    const whole = '{"a":[1,-2.5e3,"x\\u0041",true,false,null],"b":{"c":{}}}';
    assert.notEqual(told(whole, 'json'), null);
    for (let at = 0; at < whole.length; at++) assert.equal(told(whole.slice(0, at), 'json'), null, whole.slice(0, at));
    for (const text of [
      `${whole}x`,
      `${whole}${whole}`,
      `${whole}\n---\n`,
      `--- ${whole}`,
      '{a: 1}',
      "{'a': 1}",
      '{"a":1,}',
      '[1,]',
      '[,]',
      '[1 2]',
      '{"a" 1}',
      '{"a":}',
      '[01]',
      '[+1]',
      '[.5]',
      '[1.]',
      '[1e]',
      '[0x1]',
      '[NaN]',
      '[tru]',
      '["\\x41"]',
      '["\\u12"]',
      '["a\nb"]',
      '["\u2028"]',
      '["\u0085"]',
      '["\u0000"]',
      '[*a]',
      '[&a 1]',
      '[!!str 1]',
      '[1] # c',
      '',
      ' ',
      '"a"',
      '1',
      '\u00a0[]',
      `${'['.repeat(151)}${']'.repeat(151)}`,
    ])
      assert.equal(told(text, 'json'), null, JSON.stringify(text));
  });

  it('never throws on a text that was changed anywhere', () => {
    fc.assert(
      fc.property(json.map, fc.nat(200), fc.string({ maxLength: 2 }), (value, at, put) => {
        const text = JSON.stringify(value);
        const changed = `${text.slice(0, at)}${put}${text.slice(at + 1)}`;
        const own = told(changed, 'json');
        // What it reads, JSON.parse reads alike.
        if (own !== null) JSON.parse(changed);
      }),
    );
  });
});
