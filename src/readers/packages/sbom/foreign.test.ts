import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSbom } from '../../../formats/sbom/read-sbom.ts';
import { sbomSightings } from './sightings.ts';

interface Told {
  readonly packages: readonly string[];
  readonly gaps: readonly string[];
}

/** Package URLs that are taken for packages, and what stands in gaps of components. */
function told(...components: readonly object[]): Told {
  const read = readSbom(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components }));
  assert.ok(typeof read !== 'string');
  const sightings = sbomSightings(read, 'a.cdx.json', `sha256:${'0'.repeat(64)}`);
  return {
    packages: sightings.flatMap((one) =>
      'fact' in one && one.fact.kind === 'package' ? [(one.fact.value as { purl: string }).purl] : [],
    ),
    gaps: sightings.flatMap((one) => ('gap' in one && / component/.test(one.gap.because) ? [one.gap.because] : [])),
  };
}

describe('components of other tools', () => {
  it('are packages by their package URL, whatever kind they are listed as', () => {
    const purl = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';
    for (const type of ['library', 'file', 'data', 'device', 'firmware'])
      assert.deepEqual(told({ type, name: 'log4j-core', purl }).packages, [purl], type);
  });
  it('are none as files, systems and models without one that advisories are published for', () => {
    for (const one of [{ name: 'a.txt' }, { name: 'a.txt', purl: 'pkg:generic/a@1' }])
      for (const type of ['file', 'operating-system', 'machine-learning-model'])
        assert.deepEqual(told({ type, ...one }), { packages: [], gaps: [] });
  });
  for (const [name, purl, agree] of [
    ['lodash', 'pkg:npm/lodash@4.17.20', true],
    ['lodash', 'pkg:npm/left-pad@1.3.0', false],
    ['@babel/core', 'pkg:npm/%40babel/core@7.0.0', true],
    ['core', 'pkg:npm/%40babel/core@7.0.0', true],
    ['Zope.Interface', 'pkg:pypi/zope-interface@5.0', true],
    ['org.apache.logging.log4j:log4j-core', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', true],
    ['log4j-core', 'pkg:maven/org.example/harmless@2.14.1', false],
    ['github.com/acme/tool', 'pkg:golang/github.com/acme/tool/v2@2.0.0', true],
    ['stdlib', 'pkg:golang/std@1.20', true],
    ['django', 'pkg:pypi/flask@1.0', false],
  ] as const) {
    it(`${agree ? 'hold' : 'do not hold'} together: ${name} as ${purl}`, () => {
      const { packages, gaps } = told({ type: 'library', name, purl });
      assert.equal(packages.length, 1, 'the URL is used');
      assert.equal(gaps.filter((text) => text.includes('another name')).length, agree ? 0 : 1);
    });
  }
});

describe('an SBOM of ours that lost its gaps on the way', () => {
  const root = { type: 'container', name: 'web', properties: [{ name: 'plimsoll:id', value: 'sha256:1' }] };
  const codes = (components: readonly object[], properties: readonly object[] = []): string[] => {
    const metadata = { component: root, properties };
    const read = readSbom(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata, components }));
    assert.ok(typeof read !== 'string');
    return sbomSightings(read, 'a', 'sha256:2').flatMap((one) => ('gap' in one ? [one.gap.code] : []));
  };
  const npm = { type: 'library', name: 'left', version: '1', purl: 'pkg:npm/left@1' };
  const debian = { type: 'operating-system', name: 'debian', version: '12' };

  it('is no more whole than one of others', () => {
    assert.deepEqual(codes([npm]), ['SBOM_ONLY', 'IMAGE_OS_UNKNOWN']);
    assert.deepEqual(codes([npm, debian]), ['SBOM_ONLY', 'PACKAGES_UNLISTED']);
  });
  it('and what its gaps say is said once', () => {
    const touches = ['images/vulnerabilities'];
    const gap = {
      code: 'IMAGE_OS_UNKNOWN',
      source: 'image',
      subject: 'web',
      because: 'none',
      toKnow: 'Look.',
      touches,
    };
    const value = JSON.stringify(gap);
    assert.deepEqual(codes([npm], [{ name: 'plimsoll:gap', value }]), ['SBOM_ONLY', 'IMAGE_OS_UNKNOWN']);
  });
});
