import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dnsLabelFault, labelKeyFault, labelValueFault, subdomainFault } from './names.ts';

const x = (count: number): string => 'x'.repeat(count);

// which of key, value, label and subdomain a text may be
const vectors: readonly (readonly [string, string])[] = [
  ['', 'value'],
  ['a', 'key value label subdomain'],
  ['9', 'key value label subdomain'],
  ['A', 'key value'],
  ['a-b', 'key value label subdomain'],
  ['a.b', 'key value subdomain'],
  ['a_b', 'key value'],
  ['a..b', 'key value'],
  ['-a', ''],
  ['a-', ''],
  ['.a', ''],
  ['a b', ''],
  ['ä', ''],
  ['a\n', ''],
  ['a/b', 'key'],
  ['a.b/C_d', 'key'],
  ['A.b/c', ''],
  ['a_b/c', ''],
  ['/a', ''],
  ['a/', ''],
  ['a/b/c', ''],
  [x(63), 'key value label subdomain'],
  [x(64), 'subdomain'],
  [`${x(253)}/a`, 'key'],
  [`${x(254)}/a`, ''],
  [x(253), 'subdomain'],
  [x(254), ''],
];

describe('names and labels of Kubernetes', () => {
  for (const [text, expected] of vectors) {
    it(JSON.stringify(text.length > 40 ? `${text.slice(0, 10)}… of ${text.length}` : text), () => {
      const fits = {
        key: labelKeyFault(text),
        value: labelValueFault(text),
        label: dnsLabelFault(text),
        subdomain: subdomainFault(text),
      };
      const found = Object.entries(fits).filter(([, fault]) => fault === null);
      assert.equal(found.map(([name]) => name).join(' '), expected);
    });
  }
  it('are told in any text without a throw, in little time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        for (const fault of [labelKeyFault, labelValueFault, dnsLabelFault, subdomainFault])
          assert.notEqual(fault(text), '');
      }),
    );
    assert.notEqual(subdomainFault('a-'.repeat(100_000)), null);
    assert.notEqual(labelKeyFault('/'.repeat(100_000)), null);
  });
});
