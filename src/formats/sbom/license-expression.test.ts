import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isLicenseExpression, isLicenseId } from './license-expression.ts';
import { licenseExceptions, licenseIds } from './license-list.ts';

/** Whether each is an expression of SPDX 2.3, Annex D. */
const vectors = `
yes MIT
yes GPL-2.0-or-later
yes GPL-2.0
yes Apache-2.0+
yes MIT AND Apache-2.0
yes (MIT OR Apache-2.0) AND BSD-3-Clause
yes ((MIT))
yes GPL-2.0-only WITH Classpath-exception-2.0
yes GPL-2.0-or-later WITH GCC-exception-2.0 OR MIT
no mit
no MIT and Apache-2.0
no MIT Apache-2.0
no MIT AND
no AND MIT
no (MIT
no MIT)
no ()
no GPLv2+
no MIT WITH Classpath
no (MIT) WITH Classpath-exception-2.0
no LicenseRef-own
no MIT/Apache-2.0
no 389-exception
`;

describe('license expressions', () => {
  for (const line of vectors.trim().split('\n')) {
    const [verdict, ...words] = line.split(' ');
    it(line, () => assert.equal(isLicenseExpression(words.join(' ')), verdict === 'yes'));
  }
  it('takes references that the document explains', () => {
    assert.equal(
      isLicenseExpression('LicenseRef-own AND MIT', (ref) => ref === 'LicenseRef-own'),
      true,
    );
  });
  it('has the whole list', () => {
    assert.ok(licenseIds.size > 700 && licenseExceptions.size > 60);
    assert.ok(isLicenseId('MIT') && !isLicenseId('') && !licenseExceptions.has(''));
  });
  it('ends on hostile text, without an error', () => {
    assert.equal(isLicenseExpression('('.repeat(1000)), false);
    const word = fc.constantFrom('(', ')', ' ', 'MIT', ' AND ', ' OR ', ' WITH ', 'x', '+');
    fc.assert(fc.property(fc.array(word), (words) => typeof isLicenseExpression(words.join('')) === 'boolean'));
  });
});
