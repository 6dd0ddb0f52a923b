import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiPlace, Located } from './located.ts';

const root = (value: unknown): Located => Located.root(value, apiPlace('docker', 'GET /info'));

describe('Located', () => {
  it('reads values with their place', () => {
    const at = root({ a: [{ 'b.c': true }] })
      .get('a')
      .items()[0]!
      .get('b.c');
    assert.deepEqual(at.boolean(), {
      value: true,
      at: { source: 'docker', api: 'GET /info', place: 'a[0]."b.c"' },
    });
  });
  it('says why a value of another type is not known', () => {
    const values = root({ a: 'yes', b: 1, c: [1], d: {} });
    assert.equal(values.get('a').boolean().why, 'is a string, not true or false');
    assert.equal(values.get('b').string().why, 'is a number, not a string');
    assert.equal(values.get('c').strings().why, 'is a list, not a list of strings');
    assert.equal(values.get('d').number().why, 'is a mapping, not a number');
    assert.equal(values.get('e').string().why, undefined);
  });
  it('fills a default for what is absent or null only', () => {
    const filled = (value: unknown): unknown => {
      const at = root(value).down('holder', 'flag');
      return at.orDefault(at.boolean(), false, 'default').value;
    };
    assert.equal(filled({}), false);
    assert.equal(filled({ holder: null }), false);
    assert.equal(filled({ holder: { flag: null } }), false);
    assert.equal(filled({ holder: { flag: 'x' } }), undefined);
  });
  it('fills no default where the holder is no mapping: the value is not known', () => {
    for (const holder of ['privileged: true', 7, [{ flag: true }], true]) {
      const at = root({ holder }).down('holder', 'flag');
      const setting = at.orDefault(at.boolean(), false, 'default');
      assert.equal(setting.value, undefined);
      assert.match(setting.why ?? '', /^holder is .*, not a mapping$/);
      assert.deepEqual([at.exists, at.empty, at.isMap, at.value], [false, false, false, undefined]);
      assert.match(at.down('more', 'keys').string().why ?? '', /^holder is/);
    }
  });
  it('finds own properties only', () => {
    assert.equal(root({}).get('constructor').exists, false);
    assert.equal(root({}).get('__proto__').exists, false);
  });
  it('gives a record of scalars as text', () => {
    assert.deepEqual(root({ a: 1, b: true, c: 'x', d: null, e: {} }).record(), { a: '1', b: 'true', c: 'x' });
    assert.deepEqual(root('x').record(), {});
  });
});
