import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sbomLimits } from './document.ts';
import { cycloneDxRootOf, readSbom, sbomKind } from './read-sbom.ts';

const xmlns = 'http://cyclonedx.org/schema/bom/';
const bom = (content: string, version = '1.6'): string => `<bom xmlns="${xmlns}${version}">${content}</bom>`;
const cdx = (rest: object): string => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', ...rest });
const spdx = (rest: object): string => JSON.stringify({ spdxVersion: 'SPDX-2.3', ...rest });

/** Text → its kind. */
const kinds: readonly (readonly [string, string | null])[] = [
  ['{"bomFormat":"CycloneDX"}', 'cyclonedx-json'],
  ['\ufeff \n{"components":[],"bomFormat" : "CycloneDX"}', 'cyclonedx-json'],
  ['{"packages":[],"spdxVersion":"SPDX-2.2"}', 'spdx-json'],
  ['{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', 'spdx-3'],
  [`<?xml version="1.0"?><!-- ${'x'.repeat(200)} -->${bom('')}`, 'cyclonedx-xml'],
  [`<b:bom xmlns:b="${xmlns}1.5"/>`, 'cyclonedx-xml'],
  ['# made by hand\n\nSPDXVersion: SPDX-2.3\n', 'spdx-tag-value'],
  ['\ufeffSPDXVersion: SPDX-2.3', 'spdx-tag-value'],
  ['<html/>', null],
  ['{}', null],
  ['kind: Pod', null],
  ['DataLicense: x\nSPDXVersion: SPDX-2.3', null],
  ['', null],
];

/** Text → why it is not read. */
const refused: readonly (readonly [string, RegExp])[] = [
  ['{"bomFormat":"CycloneDX","specVersion":"1.1"}', /versions 1\.2 to 1\.7 are read/],
  ['{"bomFormat":"CycloneDX"}', /without a specVersion/],
  ['{"bomFormat":"CycloneDX"', /no JSON/],
  ['{"a":{"bomFormat":"CycloneDX"}}', /in a place where none is looked for/],
  ['{"spdxVersion":"SPDX-2.4"}', /SPDX 2\.0 to 2\.3 are read/],
  ['{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', /without a @graph/],
  [bom('<components>'), /no XML: line 1/],
  [`<!DOCTYPE bom [<!ENTITY a "b">]>${bom('&a;')}`, /a document type, which is not read/],
  [bom('', '1.0'), /versions 1\.2 to 1\.7 are read/],
  ['SPDXVersion: SPDX-2.3\nno tag', /line 2 is no "Tag: value"/],
  ['SPDXVersion: SPDX-2.3\nPackageComment: <text>never', /line 2 has <text> without an end/],
  ['neither', /neither CycloneDX nor SPDX/],
];

describe('sbomKind', () => {
  for (const [text, kind] of kinds) it(text.slice(0, 50), () => assert.equal(sbomKind(text), kind));
});

describe('readSbom', () => {
  for (const [text, why] of refused) {
    it(text.slice(0, 60), () => {
      const read = readSbom(text);
      assert.match(typeof read === 'string' ? read : 'was read', why);
    });
  }
  it('parts of a wrong shape are faults', () => {
    const read = readSbom(cdx({ components: [{ type: 'library' }, null, { name: 'a', components: {} }] }));
    assert.ok(typeof read !== 'string');
    assert.deepEqual(
      read.faults.map(({ because }) => because),
      ['components[0] has no name', 'components[1] has no name', 'components[2].components is no list'],
    );
    const other = readSbom(spdx({ packages: {} }));
    assert.ok(typeof other !== 'string');
    assert.deepEqual(
      other.faults.map(({ because }) => because),
      ['packages is no list'],
    );
  });
  it('components in components are found, up to a depth', () => {
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${'{"name":"a","components":['.repeat(20_000)}{"name":"end"}${']}'.repeat(20_000)}]}`;
    const read = readSbom(text);
    assert.ok(typeof read !== 'string');
    assert.equal(read.components.length, sbomLimits.depth);
    assert.deepEqual(
      read.faults.map(({ code }) => code),
      ['SBOM_LIMIT'],
    );
  });
  it('takes the SBOM out of an attestation and out of GitHub’s answer', () => {
    for (const key of ['predicate', 'sbom']) {
      const read = readSbom(`{"${key}":${cdx({ components: [{ name: 'a' }] })}}`);
      assert.ok(typeof read !== 'string');
      assert.equal(read.components.length, 1);
    }
  });
  it('hands over the analyses of CycloneDX, from JSON and XML alike', () => {
    const purl = 'pkg:npm/a@1';
    const json = {
      components: [{ type: 'library', name: 'a', 'bom-ref': 'a', purl }],
      vulnerabilities: [
        {
          id: 'CVE-2024-1',
          analysis: {
            state: 'not_affected',
            justification: 'code_not_reachable',
            response: ['will_not_fix'],
            detail: 'why',
          },
          affects: [{ ref: 'a' }],
        },
      ],
    };
    const xml =
      bom(`<components><component type="library" bom-ref="a"><name>a</name><purl>${purl}</purl></component></components>
      <vulnerabilities><vulnerability><id>CVE-2024-1</id><analysis><state>not_affected</state>
      <justification>code_not_reachable</justification><responses><response>will_not_fix</response></responses>
      <detail>why</detail></analysis><affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities>`);
    const [fromJson, fromXml] = [cdx(json), xml].map((text) => readSbom(text));
    assert.ok(typeof fromJson === 'object' && typeof fromXml === 'object');
    assert.equal(fromJson.vex?.statements[0]?.status, 'not_affected');
    assert.equal(fromJson.vex.statements[0].product.purl, purl);
    assert.deepEqual(fromXml.vex, fromJson.vex);
    assert.ok(Object.hasOwn(cycloneDxRootOf(xml) as object, 'vulnerabilities'));
    const without = readSbom(cdx({ vulnerabilities: [{ id: 'CVE-2024-1' }] }));
    assert.equal(typeof without === 'object' && without.vex, null);
  });
  it('says what the document says of itself', () => {
    const about = (composition: object): unknown => {
      const read = readSbom(cdx({ compositions: [composition] }));
      return typeof read === 'object' && read.faults.length;
    };
    assert.equal(about({ aggregate: 'incomplete', assemblies: ['a'] }), 1);
    assert.equal(about({ aggregate: 'incomplete_third_party_only', dependencies: ['a'] }), 1);
    assert.equal(about({ aggregate: 'unknown' }), 1);
    assert.equal(about({ aggregate: 'unknown', dependencies: ['a'] }), 0);
    assert.equal(about({ aggregate: 'incomplete', vulnerabilities: ['a'] }), 0);
    assert.equal(about({ aggregate: 'complete', assemblies: ['a'] }), 0);
    assert.equal(about({ aggregate: 'not_specified' }), 0);
  });
  it('answers for whatever stands in it', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const key = fc.constantFrom(
      ...'metadata component components name version purl type licenses license id expression evidence occurrences properties value compositions aggregate packages SPDXID externalRefs referenceType referenceLocator relationships annotations comment supplier creationInfo creators hasExtractedLicensingInfos vulnerabilities analysis tools externalReferences __proto__'.split(
        ' ',
      ),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 6 }, value, fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree), (rest) => {
        for (const text of [cdx(rest), spdx(rest)]) assert.equal(typeof readSbom(text), 'object');
      }),
      { numRuns: 300 },
    );
    const tag = fc.constantFrom(
      'PackageName',
      'SPDXID',
      'ExternalRef',
      'Relationship',
      'SPDXREF',
      'AnnotationComment',
      'LicenseID',
      'FileName',
      'Annotator',
    );
    const line = fc.tuple(tag, fc.oneof(fc.string(), fc.constantFrom('<text>', '<text>a\nb</text>')));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        void readSbom(['SPDXVersion: SPDX-2.3', ...lines.map(([name, text]) => `${name}: ${text}`)].join('\n'));
      }),
    );
  });
});
