import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { nestsDeeper } from './client.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((one) => depthOf(one)));
}

it('measures nesting as it is, brackets in strings aside', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const depth = depthOf(value);
      const text = JSON.stringify(value);
      assert.equal(nestsDeeper(text, depth), false);
      if (depth > 0) assert.equal(nestsDeeper(text, depth - 1), true);
    }),
  );
  assert.equal(nestsDeeper('"[[[\\"[["', 0), false);
});
