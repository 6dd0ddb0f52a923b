import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { apiPlace, Located } from '../../model/located.ts';
import { readSelector, selects } from './selector.ts';

const located = (value: unknown): Located => Located.root(value, apiPlace('test', 'GET /'));

// selector | labels | selects, or the reason why it is invalid
const vectors = `
{}                                                                              | {}            | yes
{}                                                                              | {"a":"1"}     | yes
null                                                                            | {"a":"1"}     | yes
{"matchLabels":null}                                                            | {"a":"1"}     | yes
{"matchLabels":{}}                                                              | {}            | yes
{"matchLabels":{"a":"1"}}                                                       | {"a":"1"}     | yes
{"matchLabels":{"a":"1"}}                                                       | {"a":"2"}     | no
{"matchLabels":{"a":"1"}}                                                       | {}            | no
{"matchLabels":{"a":"1","b":"2"}}                                               | {"a":"1"}     | no
{"matchLabels":{"a":"1","b":"2"}}                                               | {"a":"1","b":"2","c":"3"} | yes
{"matchLabels":{"a":""}}                                                        | {"a":""}      | yes
{"matchLabels":{"a":""}}                                                        | {}            | no
{"matchLabels":{"toString":"x"}}                                                | {}            | no
{"matchExpressions":[{"key":"a","operator":"In","values":["1","2"]}]}           | {"a":"2"}     | yes
{"matchExpressions":[{"key":"a","operator":"In","values":["1","2"]}]}           | {"a":"3"}     | no
{"matchExpressions":[{"key":"a","operator":"In","values":["1"]}]}               | {}            | no
{"matchExpressions":[{"key":"a","operator":"NotIn","values":["1"]}]}            | {"a":"1"}     | no
{"matchExpressions":[{"key":"a","operator":"NotIn","values":["1"]}]}            | {"a":"2"}     | yes
{"matchExpressions":[{"key":"a","operator":"NotIn","values":["1"]}]}            | {}            | yes
{"matchExpressions":[{"key":"a","operator":"Exists"}]}                          | {"a":""}      | yes
{"matchExpressions":[{"key":"a","operator":"Exists"}]}                          | {"b":""}      | no
{"matchExpressions":[{"key":"a","operator":"Exists","values":[]}]}              | {"a":"1"}     | yes
{"matchExpressions":[{"key":"a","operator":"DoesNotExist"}]}                    | {}            | yes
{"matchExpressions":[{"key":"a","operator":"DoesNotExist"}]}                    | {"a":"1"}     | no
{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"b","operator":"Exists"}]}  | {"a":"1"}     | no
{"matchLabels":{"a":1}}                                                         | {"a":"1"}     | ! a number
{"matchLabels":{"a":null}}                                                       | {"a":""}      | yes
{"matchLabels":["a"]}                                                           | {"a":"1"}     | ! not a mapping
{"matchExpressions":{"a":"1"}}                                                  | {"a":"1"}     | ! not a list
{"matchExpressions":[{"key":"a","operator":"In","values":[]}]}                  | {"a":"1"}     | ! needs values
{"matchExpressions":[{"key":"a","operator":"In"}]}                              | {"a":"1"}     | ! needs values
{"matchExpressions":[{"key":"a","operator":"In","values":[1]}]}                 | {"a":"1"}     | ! not a string
{"matchExpressions":[{"key":"a","operator":"Exists","values":["1"]}]}           | {"a":"1"}     | ! takes no values
{"matchExpressions":[{"key":"a","operator":"in","values":["1"]}]}               | {"a":"1"}     | ! none of
{"matchExpressions":[{"operator":"Exists"}]}                                    | {"a":"1"}     | ! no key
{"matchLabel":{"a":"1"}}                                                        | {"a":"1"}     | ! no field
{"app":"web"}                                                                   | {"app":"web"} | ! no field
"app=web"                                                                       | {"app":"web"} | ! not a mapping
[]                                                                              | {}            | ! not a mapping
`;

describe('label selectors', () => {
  for (const line of vectors.trim().split('\n')) {
    const [selector, labels, expected] = line.split(' | ').map((part) => part.trim()) as [string, string, string];
    it(`${selector} on ${labels}`, () => {
      const read = readSelector(located(JSON.parse(selector)));
      if (expected.startsWith('!')) {
        assert.equal(read.value, undefined);
        assert.ok(read.why?.includes(expected.slice(2)), read.why);
      } else {
        assert.ok(read.value !== undefined, read.why);
        assert.equal(selects(read.value, JSON.parse(labels) as Record<string, string>), expected === 'yes');
      }
    });
  }
  it('an absent selector selects everything', () => {
    assert.deepEqual(readSelector(located({}).get('podSelector')).value, []);
  });
  it('reads anything without a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), (value, labels) => {
        const read = readSelector(located(value));
        if (read.value === undefined) assert.notEqual(read.why ?? '', '');
        else selects(read.value, labels);
      }),
    );
  });
  it('In and NotIn, Exists and DoesNotExist are opposites', () => {
    const word = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1 }), fc.dictionary(word, word), (key, values, labels) => {
        const one = (operator: string, rest: object): boolean =>
          selects(readSelector(located({ matchExpressions: [{ key, operator, ...rest }] })).value!, labels);
        assert.notEqual(one('In', { values }), one('NotIn', { values }));
        assert.notEqual(one('Exists', {}), one('DoesNotExist', {}));
      }),
    );
  });
});
