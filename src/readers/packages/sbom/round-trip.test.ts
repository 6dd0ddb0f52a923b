import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formats, kept, packages, readBack, told, written } from '../../../../test/sbom/told.ts';

describe('facts, written and read again', () => {
  for (const format of formats) {
    it(`${format}: nothing is lost, whatever packages are named`, () => {
      fc.assert(
        fc.property(told, (one) => {
          const text = written(one, format);
          assert.ok(!text.includes('hunter2-not-to-be-told'));
          const again = readBack(text);
          assert.deepEqual(kept(again), kept(one));
          assert.equal(written(again, format), text, 'an SBOM of an SBOM is the same');
        }),
        { numRuns: 300 },
      );
    });
    it(`${format}: the order in which packages and gaps come makes no difference`, () => {
      fc.assert(
        fc.property(told, (one) => {
          const turned = { ...one, packages: one.packages.toReversed(), gaps: one.gaps.toReversed() };
          assert.equal(written(turned, format), written(one, format));
        }),
        { numRuns: 100 },
      );
    });
  }
  it('one module in many places has as many components, and no two of one name', () => {
    const [one] = fc.sample(told, 1);
    const [base] = fc.sample(packages, 1);
    const many = Array.from({ length: 50 }, (_, index) => ({ ...base!, purl: 'pkg:npm/a@1', file: `${index % 40}/a` }));
    const cyclonedx = JSON.parse(written({ ...one!, packages: many }, 'cyclonedx-1.6')) as {
      components: { 'bom-ref': string }[];
    };
    const refs = cyclonedx.components.map((component) => component['bom-ref']);
    assert.ok(refs.length >= 50 && new Set(refs).size === refs.length);
    const spdx = JSON.parse(written({ ...one!, packages: many }, 'spdx')) as { packages: { SPDXID: string }[] };
    const ids = spdx.packages.map(({ SPDXID }) => SPDXID);
    assert.ok(ids.length >= 51 && new Set(ids).size === ids.length);
  });
  it('the same package URL in another spelling of a component takes no other’s name', () => {
    const [one] = fc.sample(told, 1);
    const [base] = fc.sample(packages, 1);
    const named = ['pkg:npm/a@1', 'pkg:npm/a@1', 'pkg:npm/a@1#2'].map((purl) => ({ ...base!, purl }));
    const { components } = JSON.parse(written({ ...one!, packages: named }, 'cyclonedx-1.6')) as {
      components: { 'bom-ref': string }[];
    };
    assert.equal(new Set(components.map((component) => component['bom-ref'])).size, components.length);
  });
});
