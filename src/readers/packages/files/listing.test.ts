import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Listing } from './listing.ts';
import { npmPackage } from './node/npm-package.ts';

it('lists so many packages of one file and says that there are more', () => {
  const listing = new Listing();
  for (let count = 0; count < 100_003; count++) listing.add(npmPackage(`a${count}`, '1', []));
  assert.equal(listing.found.packages.length, 100_000);
  assert.deepEqual(listing.found.problems, [{ because: 'lists more than 100000 packages; the rest was left out' }]);
});

it('tells that the rest was left out after so many faults', () => {
  const listing = new Listing();
  for (let count = 0; count < 150; count++) listing.say('fault', `[${count}]`);
  for (let count = 0; count < 100_001; count++) listing.add(npmPackage('a', '1', []));
  assert.equal(listing.found.problems.length, 102);
  assert.deepEqual(listing.found.problems.at(-1), {
    because: 'lists more than 100000 packages; the rest was left out',
  });
});

it('keeps so much of licences as could be names', () => {
  const listing = new Listing();
  listing.add(
    npmPackage(
      'a',
      '1',
      Array.from({ length: 5000 }, (_, at) => `${at} ${'x'.repeat(5000)}`),
    ),
  );
  const [found] = listing.found.packages;
  assert.equal(found?.licenses.length, 100);
  assert.equal(found.licenses[0]?.length, 1025);
});
