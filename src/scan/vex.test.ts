import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { imageFact } from '../../test/checks/image.ts';
import { packageOf, vulnerabilityOf } from '../../test/checks/scan.ts';
import type { Vulnerability } from '../facts/vulnerability.ts';
import { readCycloneDxVex } from '../formats/advisory-feeds/cyclonedx-vex.ts';
import { readOpenVex } from '../formats/advisory-feeds/openvex.ts';
import { Vex } from './vex.ts';
import type { VexFile } from './vex-files.ts';

const now = '2026-06-01T00:00:00Z';
const digest = `sha256:${'d'.repeat(64)}`;
const image = imageFact({ references: ['registry.example/acme/web:1', 'other.example/tool:3'], digest }).value;
const purl = 'pkg:deb/debian/openssl@3.0.1-1?arch=amd64&distro=debian-12';
const one = vulnerabilityOf({ package: packageOf({ purl }) });

interface Statement {
  readonly vulnerability?: unknown;
  readonly products?: readonly unknown[];
  readonly subcomponents?: unknown;
  readonly status?: string;
  readonly justification?: string;
}

function openVex(statements: readonly Statement[], timestamp = '2026-01-01T00:00:00Z', file = 'a.json'): VexFile {
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    author: 'Acme',
    timestamp,
    statements: statements.map((statement) => ({
      vulnerability: { name: 'CVE-2024-0001' },
      products: [{ '@id': 'pkg:deb/debian/openssl' }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      ...statement,
    })),
  };
  return { file, ...readOpenVex(document) };
}

const decide = (files: readonly VexFile[], about: Vulnerability = one): Vulnerability =>
  new Vex(files, () => [], image, now).decide(about);

describe('VEX', () => {
  it('clears an advisory of two CVEs only when both are cleared, whatever its aliases are', () => {
    const both = {
      ...one,
      id: 'GHSA-1',
      aliases: ['CVE-2024-0001', 'CVE-2024-0002'],
      cves: ['CVE-2024-0001', 'CVE-2024-0002'],
    };
    assert.equal(decide([openVex([{}])], both).state, 'affected');
    const second = { vulnerability: { name: 'CVE-2024-0002' } };
    assert.equal(decide([openVex([{}, second])], both).state, 'not-affected');
  });

  /** product → whether the statement is about the package of this image. */
  const products: readonly (readonly [what: string, product: unknown, applies: boolean])[] = [
    ['the package in all versions', { '@id': 'pkg:deb/debian/openssl' }, true],
    ['the package in this version', { '@id': 'pkg:deb/debian/openssl@3.0.1-1' }, true],
    ['the package as it is', { '@id': purl }, true],
    ['the package in another version', { '@id': 'pkg:deb/debian/openssl@3.0.0-1' }, false],
    ['the package of another architecture', { '@id': 'pkg:deb/debian/openssl@3.0.1-1?arch=arm64' }, false],
    ['the package of another distribution', { '@id': 'pkg:deb/ubuntu/openssl@3.0.1-1' }, false],
    ['a package whose name begins so', { '@id': 'pkg:deb/debian/opens' }, false],
    ['a name without a package URL', { '@id': 'openssl' }, false],
    ['a CPE', { identifiers: { cpe23: 'cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*' } }, false],
    ['the image by its digest', { '@id': `pkg:oci/web@${digest.replace(':', '%3A')}` }, true],
    ['another image by its digest', { '@id': `pkg:oci/web@sha256%3A${'e'.repeat(64)}` }, false],
    ['the image by a name alone', { '@id': 'pkg:oci/web' }, false],
    ['the repository', { '@id': 'pkg:oci/web?repository_url=registry.example/acme/web' }, true],
    ['the repository with the tag', { '@id': 'pkg:oci/web?repository_url=registry.example/acme/web&tag=1' }, true],
    ['the repository with another tag', { '@id': 'pkg:oci/web?repository_url=registry.example/acme/web&tag=2' }, false],
    [
      'the repository with the tag of another',
      { '@id': 'pkg:oci/web?repository_url=registry.example/acme/web&tag=3' },
      false,
    ],
    ['a reference', { '@id': 'registry.example/acme/web:1' }, false],
    ['a reference with the digest', { '@id': `registry.example/acme/web@${digest}` }, true],
    ['another repository', { '@id': 'pkg:oci/web?repository_url=registry.example/evil/web' }, false],
    [
      'the package in the image',
      { '@id': `pkg:oci/web@${digest}`, subcomponents: [{ '@id': 'pkg:deb/debian/openssl' }] },
      true,
    ],
    [
      'the package in another image',
      { '@id': `pkg:oci/web@sha256:${'e'.repeat(64)}`, subcomponents: [{ '@id': 'pkg:deb/debian/openssl' }] },
      false,
    ],
    [
      'another package in the image',
      { '@id': `pkg:oci/web@${digest}`, subcomponents: [{ '@id': 'pkg:deb/debian/zlib' }] },
      false,
    ],
  ];
  for (const [what, product, applies] of products) {
    it(`${applies ? 'applies to' : 'does not apply to'} ${what}`, () => {
      const { state, decidedBy, because } = decide([openVex([{ products: [product] }])]);
      assert.equal(state, applies ? 'not-affected' : 'affected');
      if (!applies) assert.equal(decidedBy, null);
      else {
        assert.deepEqual([decidedBy?.by, decidedBy?.file, decidedBy?.instead], ['Acme', 'a.json', 'affected']);
        assert.match(
          because,
          /^Acme says not affected: vulnerable_code_not_present \(a\.json\); the advisory alone: intro/,
        );
      }
    });
  }

  it('goes by any name of the vulnerability, and by no other', () => {
    for (const name of ['CVE-2024-0001', 'DEBIAN-CVE-2024-0001', 'https://nvd.nist.gov/vuln/detail/CVE-2024-0001'])
      assert.equal(decide([openVex([{ vulnerability: { name } }])]).state, 'not-affected', name);
    for (const name of ['CVE-2024-00011', 'CVE-2024-000', 'cve'])
      assert.equal(decide([openVex([{ vulnerability: { name } }])]).state, 'affected', name);
    const alias = { vulnerability: { name: 'X-1', aliases: ['CVE-2024-0001'] } };
    assert.equal(decide([openVex([alias])]).state, 'not-affected');
  });

  it('makes fixed what is fixed, unknown what is being looked into, and leaves what is affected', () => {
    assert.equal(decide([openVex([{ status: 'fixed' }])]).state, 'fixed');
    assert.equal(decide([openVex([{ status: 'under_investigation' }])]).state, 'unknown');
    assert.deepEqual(decide([openVex([{ status: 'affected' }])]), one);
  });

  it('clears an erratum only when each of its CVEs is cleared', () => {
    const erratum = { ...one, id: 'RHSA-2024:1', aliases: [], cves: ['CVE-2024-0001', 'CVE-2024-0002'] };
    const first = openVex([{}]);
    const second = openVex([{}, { vulnerability: { name: 'CVE-2024-0002' } }]);
    assert.equal(decide([first], erratum).state, 'affected');
    assert.equal(decide([second], erratum).state, 'not-affected');
  });

  it('of two statements the newer document counts, and of one document the worse', () => {
    const old = openVex([{ status: 'under_investigation' }], '2026-01-01T00:00:00Z');
    const later = openVex([{}], '2026-02-01T00:00:00Z', 'b.json');
    assert.equal(decide([later, old]).decidedBy?.file, 'b.json');
    assert.equal(decide([old, later]).state, 'not-affected');
    assert.equal(decide([openVex([{}, { status: 'affected' }])]).state, 'affected');
  });

  it('a document of no date, or of one to come, takes nothing back of what another says', () => {
    const affected = openVex([{ status: 'affected' }], '2026-01-01T00:00:00Z');
    for (const date of ['2999-01-01T00:00:00Z', 'soon', '']) {
      const clears = openVex([{}], date, 'b.json');
      assert.equal(decide([affected, clears]).state, 'affected', date);
      assert.equal(decide([clears]).state, 'not-affected', date);
      const other = openVex([{ status: 'affected' }], date, 'c.json');
      assert.equal(decide([openVex([{}]), other]).state, 'affected', date);
    }
  });

  it('clears no more than the parts that a statement names, though they cannot be read', () => {
    const whole = { '@id': `pkg:oci/web@${digest}` };
    const parts = [[{}], [{ hashes: { 'sha-256': 'aa' } }], ['pkg:deb/debian/zlib'], 'openssl', {}];
    for (const subcomponents of parts)
      assert.equal(decide([openVex([{ products: [{ ...whole, subcomponents }] }])]).state, 'affected');
    // v0.0.1 has them beside the products.
    for (const subcomponents of parts)
      assert.equal(decide([openVex([{ products: [whole['@id']], subcomponents }])]).state, 'affected');
    const named = openVex([{ products: [whole['@id']], subcomponents: ['pkg:deb/debian/openssl'] }]);
    assert.equal(decide([named]).state, 'not-affected');
    assert.equal(decide([openVex([{ products: [{ ...whole, subcomponents: [] }] }])]).state, 'not-affected');
    assert.deepEqual(openVex([{ products: [{ ...whole, subcomponents: [{}] }] }]).faults, [
      'statements[0] names a part that cannot be read',
    ]);
  });

  it('of the database counts where the user named nothing that speaks of it', () => {
    const [stored] = openVex([{}]).statements;
    const vex = (files: readonly VexFile[]): Vex =>
      new Vex(files, (name) => (name === 'CVE-2024-0001' ? [{ ...stored!, author: 'Vendor' }] : []), image, now);
    assert.equal(vex([]).decide(one).decidedBy?.by, 'Vendor');
    assert.equal(vex([]).decide(one).decidedBy?.file, null);
    assert.equal(vex([openVex([{ status: 'affected' }])]).decide(one).state, 'affected');
  });
});

describe('VEX of CycloneDX', () => {
  const read = (vulnerability: object): ReturnType<typeof readCycloneDxVex> =>
    readCycloneDxVex({
      bomFormat: 'CycloneDX',
      metadata: { timestamp: '2026-01-01T00:00:00Z', supplier: { name: 'Acme' } },
      components: [
        { 'bom-ref': 'c1', name: 'openssl', purl: 'pkg:deb/debian/openssl', components: [{ 'bom-ref': 'c2' }] },
      ],
      vulnerabilities: [{ id: 'CVE-2024-0001', affects: [{ ref: 'c1' }], ...vulnerability }],
    });
  const state = (vulnerability: object): string => decide([{ file: 'v.json', ...read(vulnerability) }]).state;
  const analysis = { state: 'not_affected', justification: 'code_not_reachable', detail: 'never called' };

  it('is read by component, by package URL and by BOM-Link', () => {
    assert.equal(state({ analysis }), 'not-affected');
    assert.equal(state({ analysis, affects: [{ ref: 'pkg:deb/debian/openssl' }] }), 'not-affected');
    const link = 'urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#pkg:deb/debian/openssl';
    assert.equal(state({ analysis, affects: [{ ref: link }] }), 'not-affected');
    assert.equal(state({ analysis: { state: 'resolved' } }), 'fixed');
    assert.equal(state({ analysis: { state: 'in_triage' } }), 'unknown');
    assert.equal(state({ analysis: { state: 'exploitable' } }), 'affected');
  });
  it('clears nothing without an analysis, without a reason, of some versions, or of what is not there', () => {
    assert.equal(state({}), 'affected');
    assert.equal(state({ analysis: { state: 'not_affected' } }), 'affected');
    assert.equal(state({ analysis, affects: [{ ref: 'c1', versions: [{ version: '1' }] }] }), 'affected');
    assert.equal(state({ analysis, affects: [{ ref: 'c9' }] }), 'affected');
    assert.equal(read({ analysis, affects: [{ ref: 'c9' }] }).faults.length, 1);
    assert.equal(state({ analysis: { state: 'constructor' } }), 'affected');
  });
  it('of any data ends, and clears nothing that it does not name', () => {
    const part = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'c1', 'not_affected', 'CVE-2024-0009', 'pkg:deb/debian/openssl', 'urn:cdx:x/1#%zz'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('id', 'analysis', 'state', 'detail', 'affects', 'ref', 'components', 'bom-ref', 'purl'),
          tie('node'),
          { maxKeys: 5 },
        ),
      ),
    })).node;
    fc.assert(
      fc.property(part, part, part, (vulnerabilities, components, metadata) => {
        const read = readCycloneDxVex({ vulnerabilities: [vulnerabilities], components: [components], metadata });
        assert.equal(decide([{ file: 'v.json', ...read }]).state, 'affected');
      }),
    );
  });
});
