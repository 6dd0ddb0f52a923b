import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateVersion } from '../osv/evaluate.ts';
import type { AdvisoryRecord } from '../osv/record.ts';
import { readSecdb } from './alpine-secdb.ts';
import { readCsaf } from './csaf.ts';
import { readDebianTracker } from './debian-tracker.ts';
import { readEpss, readKev, readNvd } from './exploitation.ts';
import { readNodeWorkingGroup } from './node-working-group.ts';
import { readOpenVex } from './openvex.ts';
import { recognise } from './recognise.ts';
import { redHatRecords } from './red-hat.ts';

describe('readDebianTracker', () => {
  /** status of bookworm | fixed in sid → state of the entry, state of version 1.0-1 and of 3.0-1. */
  const cases: readonly (readonly [string, object, string | undefined, string | undefined, string, string])[] = [
    ['resolved', { status: 'resolved', fixed_version: '2.0-1' }, '2.0-1', undefined, 'affected', 'fixed-by-version'],
    ['never affected', { status: 'resolved', fixed_version: '0' }, undefined, 'not-affected', 'unknown', 'unknown'],
    ['resolved without version', { status: 'resolved' }, undefined, 'undetermined', 'affected', 'affected'],
    ['open, fixed in sid', { status: 'open' }, '2.0-1', undefined, 'affected', 'fixed-by-version'],
    ['open everywhere', { status: 'open' }, undefined, undefined, 'affected', 'affected'],
    [
      'no-dsa',
      { status: 'open', nodsa: 'Minor issue', nodsa_reason: '' },
      '2.0-1',
      'deferred',
      'affected',
      'fixed-by-version',
    ],
    [
      'postponed',
      { status: 'open', nodsa: 'x', nodsa_reason: 'postponed' },
      undefined,
      'deferred',
      'affected',
      'affected',
    ],
    [
      'ignored',
      { status: 'open', nodsa: 'x', nodsa_reason: 'ignored' },
      undefined,
      'will-not-fix',
      'affected',
      'affected',
    ],
    ['end of life', { status: 'open', urgency: 'end-of-life' }, undefined, 'end-of-life', 'affected', 'affected'],
    ['undetermined', { status: 'undetermined' }, undefined, 'undetermined', 'affected', 'affected'],
    ['removed is no word about who has it', { status: 'removed' }, undefined, 'undetermined', 'affected', 'affected'],
    ['unreadable', { status: 7 }, undefined, 'undetermined', 'affected', 'affected'],
  ];
  for (const [what, status, sid, state, old, young] of cases) {
    it(what, () => {
      const releases = {
        bookworm: status,
        ...(sid === undefined ? {} : { sid: { status: 'resolved', fixed_version: sid } }),
      };
      const { records, faults } = readDebianTracker({ p: { 'CVE-2024-0001': { description: 'd', releases } } });
      assert.deepEqual(faults, []);
      assert.deepEqual([records[0]!.id, records[0]!.upstream], ['DEBIAN-CVE-2024-0001', ['CVE-2024-0001']]);
      const entry = records[0]!.affected[0]!;
      assert.deepEqual([entry.ecosystem, entry.state], ['Debian:12', state]);
      assert.deepEqual([evaluateVersion(entry, '1.0-1').state, evaluateVersion(entry, '3.0-1').state], [old, young]);
    });
  }
  it('counts what is no issue and goes on', () => {
    const { records, faults } = readDebianTracker({
      bad: [],
      p: { 'CVE-2024-0001': null, 'CVE-2024-0002': { releases: { sid: { status: 'open', urgency: 'unimportant' } } } },
    });
    assert.equal(faults.length, 2);
    assert.equal(records[0]!.affected[0]!.severities[0]!.rating, 'low');
  });
});

describe('readSecdb', () => {
  const file = (secfixes: unknown): unknown => ({
    distroversion: 'v3.20',
    urlprefix: 'https://x',
    packages: [{ pkg: { name: 'p', secfixes } }],
  });
  it('makes a range of a fix, and not affected of version 0', () => {
    const { records, faults } = readSecdb(file({ '1.2-r1': ['CVE-2024-0001'], '0': ['CVE-2024-0002'], '2-r0': null }));
    assert.deepEqual(faults, []);
    assert.deepEqual(
      records.map(({ id, affected }) => [
        id,
        affected[0]!.ecosystem,
        affected[0]!.state,
        affected[0]!.ranges[0]?.events[1],
      ]),
      [
        ['ALPINE-CVE-2024-0002', 'Alpine:v3.20', 'not-affected', undefined],
        ['ALPINE-CVE-2024-0001', 'Alpine:v3.20', undefined, ['fixed', '1.2-r1']],
      ],
    );
  });
  it('reads several names in one entry, and words beside them', () => {
    const { records } = readSecdb(file({ '1-r0': ['XSA-123 CVE-2015-5307', 'CVE-2017-2616 (+ regression fix)'] }));
    assert.deepEqual(
      new Set(records.map(({ upstream }) => upstream[0])),
      new Set(['CVE-2015-5307', 'CVE-2017-2616', 'XSA-123']),
    );
  });
  it('counts what it cannot read', () => {
    assert.equal(readSecdb(file({ '1-r0': 'CVE-2024-0001', '2-r0': [7] })).faults.length, 2);
    assert.equal(readSecdb({ packages: [] }).faults.length, 1);
    assert.equal(readSecdb({ distroversion: 'v3.20', packages: [{ pkg: 1 }] }).faults.length, 1);
  });
  it('knows Wolfi by its address', () => {
    const { records } = readSecdb({
      urlprefix: 'https://packages.wolfi.dev',
      packages: [{ pkg: { name: 'p', secfixes: { '1-r0': ['CVE-2024-1234'] } } }],
    });
    assert.equal(records[0]!.affected[0]!.ecosystem, 'Wolfi');
  });
});

describe('exploitation', () => {
  it('reads KEV', () => {
    const { entries, date, faults } = readKev({
      catalogVersion: '1',
      dateReleased: '2025-08-25T17:04:19Z',
      vulnerabilities: [
        {
          cveID: 'CVE-2025-48384',
          dateAdded: '2025-08-25',
          dueDate: '2025-09-15',
          knownRansomwareCampaignUse: 'Known',
        },
        { cveID: 'nonsense' },
      ],
    });
    assert.deepEqual(entries.get('CVE-2025-48384'), { added: '2025-08-25', due: '2025-09-15', ransomware: true });
    assert.deepEqual([date, faults.length], ['2025-08-25T17:04:19Z', 1]);
  });
  it('reads EPSS, and refuses what is no share', () => {
    const text =
      '#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\nCVE-2024-0002,7,1\nCVE-2024-0003,,1\n';
    const { entries, date, faults } = readEpss(text);
    assert.deepEqual([...entries], [['CVE-2024-0001', { score: 0.5, percentile: 0.9 }]]);
    assert.deepEqual([date, faults.length], ['2026-11-20T00:00:00+0000', 2]);
    assert.equal(readEpss('a,b\n1,2\n').faults.length, 1);
  });
  it('reads severities of the NVD, its own first', () => {
    const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
    const metric = (source: string): object => ({ source, cvssData: { vectorString: vector } });
    const { entries } = readNvd({
      vulnerabilities: [
        { cve: { id: 'CVE-2023-0001', metrics: { cvssMetricV31: [metric('a@b'), metric('nvd@nist.gov')] } } },
      ],
    });
    assert.deepEqual(
      entries.get('CVE-2023-0001')!.map(({ origin, score }) => [origin, score]),
      [
        ['NVD', 7.5],
        ['a@b at NVD', 7.5],
      ],
    );
  });
  it('reads all versions of CVSS of the NVD', () => {
    const metric = (vectorString: string): object[] => [{ source: 'nvd@nist.gov', cvssData: { vectorString } }];
    const { entries } = readNvd({
      vulnerabilities: [
        {
          cve: {
            id: 'CVE-2023-0001',
            metrics: {
              cvssMetricV2: metric('AV:N/AC:L/Au:N/C:C/I:C/A:C'),
              cvssMetricV31: metric('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'),
              cvssMetricV40: metric('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'),
            },
          },
        },
      ],
    });
    assert.deepEqual(
      entries.get('CVE-2023-0001')!.map(({ rating, score }) => [rating, score]),
      [
        ['high', 10],
        ['high', 7.5],
        ['critical', 9.3],
      ],
    );
  });
  it('reads scores of CSAF 2.0 and metrics of CSAF 2.1 in all versions of CVSS', () => {
    const products = ['p'];
    const { statements } = readCsaf({
      document: { publisher: { name: 'Maker' } },
      product_tree: { full_product_names: [{ product_id: 'p', name: 'p' }] },
      vulnerabilities: [
        {
          cve: 'CVE-2024-0001',
          product_status: { known_affected: products },
          scores: [{ products, cvss_v2: { vectorString: 'AV:N/AC:L/Au:N/C:C/I:C/A:C' } }],
          metrics: [
            {
              products,
              source: 'https://nvd.example',
              content: {
                cvss_v3: { vectorString: 'CVSS:3.1/AV:N' },
                cvss_v4: {
                  vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
                },
              },
            },
          ],
        },
      ],
    });
    assert.deepEqual(
      statements[0]!.severities.map(({ origin, rating, score, because }) => [origin, rating, score, because]),
      [
        ['Maker', 'high', 10, undefined],
        ['https://nvd.example at Maker', 'critical', 9.3, undefined],
        ['https://nvd.example at Maker', null, null, 'the metric AC, PR, UI, S, C, I, A is missing'],
      ],
    );
  });
});

describe('readNodeWorkingGroup', () => {
  /** range : versions of it : versions that are not. */
  const ranges = `
<=1.2.3                : 0.0.1 1.2.3                : 1.2.4 2.0.0
<1.2.3 >=1.0.0         : 1.0.0 1.2.2                : 0.9.9 1.2.3
>= 1.0.0 < 1.2.3 || 2.0.0 : 1.1.0 2.0.0             : 1.2.3 2.0.1 1.9.9
>1.2.3                 : 1.2.4 1.2.4-rc.1 9.0.0     : 1.2.3 1.2.3-rc.1
*                      : 0.0.1 99.0.0               : x 
1.2.x                  : 1.2.0 1.2.9                : 1.1.9 1.3.0
~1.2.3                 : 1.2.3 1.2.9                : 1.2.2 1.3.0
^1.2.3                 : 1.2.3 1.9.0                : 1.2.2 2.0.0
^0.2.3                 : 0.2.3 0.2.9                : 0.3.0
^0.0.3                 : 0.0.3                      : 0.0.4 0.0.2
<=1.2                  : 1.2.9                      : 1.3.0
<1.2                   : 1.1.9                      : 1.2.0
1.0.0 - 2.0.0          : 1.0.0 2.0.0                : 0.9.9 2.0.1
=1.0.0-rc.1            : 1.0.0-rc.1                 : 1.0.0 1.0.0-rc.2
<=v1.0.0-alpha1        : 0.9.0 1.0.0-alpha1         : 1.0.0-alpha2
`;
  for (const line of ranges.trim().split('\n')) {
    it(line, () => {
      const alternatives = line.split(' : ');
      const { records, faults } = readNodeWorkingGroup(
        { id: 1, module_name: 'p', vulnerable_versions: alternatives[0]!.trim() },
        '1.json',
      );
      assert.deepEqual(faults, []);
      const entry = records[0]!.affected[0]!;
      const split = (text: string): string[] =>
        text
          .trim()
          .split(/\s+/)
          .filter((word) => word !== '');
      for (const version of split(alternatives[1]!))
        assert.equal(evaluateVersion(entry, version).state, 'affected', version);
      for (const version of split(alternatives[2]!))
        assert.notEqual(evaluateVersion(entry, version).state, 'affected', version);
    });
  }
  for (const bad of ['no range', '>=1.0.0 >=2.0.0', null, '1.2.3 and more']) {
    it(`makes ${JSON.stringify(bad)} unknown`, () => {
      const { records, faults } = readNodeWorkingGroup({ id: 1, module_name: 'p', vulnerable_versions: bad }, '1.json');
      assert.equal(faults.length, 1);
      assert.equal(evaluateVersion(records[0]!.affected[0]!, '1.0.0').state, 'unknown');
    });
  }
});

describe('readNodeWorkingGroup of Node.js itself', () => {
  const core = (over: object): object => ({
    cve: ['CVE-2024-0001'],
    vulnerable: '8.x',
    patched: '^8.1.4',
    severity: 'high',
    affectedEnvironments: ['all'],
    ...over,
  });
  /** vulnerable # patched : version → state, fixes. */
  const vectors = `
8.x # ^8.1.4                   : 7.9.9 not-affected, 8.0.0-rc.1 affected 8.1.4, 8.1.3 affected 8.1.4, 8.1.4-rc.1 affected 8.1.4, 8.1.4 fixed-by-version 8.1.4, 9.0.0 fixed-by-version 8.1.4
8.x || 7.x # ^8.1.4            : 7.9.9 affected, v8.1.4 fixed-by-version 8.1.4
5.x || 4.x # ^5.10.0 || 4.4.2  : 4.4.1 affected 4.4.2, 4.4.2 fixed-by-version 4.4.2, 4.4.3 affected, 5.9.0 affected 5.10.0
<= 10 # ^8.11.4 || >= 10.9.0   : 0.10.1 affected 8.11.4, 8.11.3 affected 8.11.4, 9.0.0 affected 10.9.0, 10.9.0 fixed-by-version 8.11.4 10.9.0
8.5.0 # ^8.6.0                 : 8.4.9 not-affected, 8.5.0 affected, 8.5.1 not-affected
>=6.0.0 <6.2.0 # ^5.12.0       : 6.1.9 affected 6.2.0, 6.2.0 fixed-by-version 6.2.0
^4.8.2 # ^4.8.2                : 4.9.0 not-affected
4.x #                          : 4.9.0 affected
4.x # <0.0.0                   : 4.9.0 affected
* # ^8.1.4                     : 0.0.1 affected 8.1.4, 9.0.0 affected
8.x # 9.x                      : 8.0.0 affected
8.x # 7.x                      : 8.0.0 affected
8.x # soon                     : 8.0.0 unknown, 9.0.0 unknown
every # ^8.1.4                 : 8.0.0 unknown
`;
  for (const line of vectors.trim().split('\n')) {
    it(line, () => {
      const [ranges = '', expected = ''] = line.split(/ +: /);
      const [vulnerable = '', patched = ''] = ranges.split(/ # ?/);
      const { records } = readNodeWorkingGroup(core({ vulnerable, patched }), 'vuln/core/7.json');
      for (const item of expected.split(', ')) {
        const [version = '', ...rest] = item.split(' ');
        const entry = records[0]!.affected[0]!;
        const found = entry.state ?? evaluateVersion(entry, version);
        const told = typeof found === 'string' ? [found] : [found.state, ...('fixed' in found ? found.fixed : [])];
        assert.deepEqual(told, rest, version);
      }
    });
  }
  it('takes the number of the file or of the index, and else the CVE', () => {
    const ids = (root: unknown, name: string): (string | undefined)[] => {
      const { records, faults } = readNodeWorkingGroup(root, name);
      return [...records.map(({ id }) => id), ...faults];
    };
    assert.deepEqual(ids(core({}), 'vuln/core/7.json'), ['NSWG-COR-7']);
    assert.deepEqual(ids(core({}), 'handed-on.json'), ['NSWG-COR-CVE-2024-0001']);
    assert.deepEqual(ids(core({ cve: [] }), 'handed-on.json'), ['has neither a number nor a CVE']);
    const index = { '1': core({}), '2': core({ patched: 'soon' }), '3': { cve: [] }, '4': { id: 5, module_name: 'p' } };
    assert.deepEqual(ids(index, 'index.json'), [
      'NSWG-COR-1',
      'NSWG-COR-2',
      'NSWG-ECO-5',
      '2: soon is no range of versions',
      '3: is no advisory of a form that is known',
      '4: null is no range of versions',
    ]);
    for (const root of [core({}), index]) assert.equal(recognise(root), 'node-working-group');
    for (const root of [{}, { '1': {} }, { ...index, x: 1 }, { cve: [] }]) assert.equal(recognise(root), null);
  });
  it('keeps one CVE as another name, and several apart; what it says of severity and system stays', () => {
    const several = ['CVE-2024-0001', 'CVE-2024-0002'];
    const read = (over: object): readonly AdvisoryRecord[] => readNodeWorkingGroup(core(over), '7.json').records;
    assert.deepEqual(
      read({}).map(({ aliases, upstream }) => [aliases, upstream]),
      [[['CVE-2024-0001'], []]],
    );
    assert.deepEqual(
      read({ cve: several }).map(({ aliases, upstream }) => [aliases, upstream]),
      [[[], several]],
    );
    const windows = read({ affectedEnvironments: ['win32'], cvss: '3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H' });
    assert.equal(windows[0]!.affected[0]!.note, 'only on win32; patched in ^8.1.4');
    assert.deepEqual(
      windows[0]!.affected[0]!.severities.map(({ rating, score }) => [rating, score]),
      [
        ['high', null],
        ['medium', 5.9],
      ],
    );
    assert.deepEqual(read({ severity: 'unknown' })[0]!.affected[0]!.severities, []);
  });
  it('says of a library that its vulnerability does not reach Node.js, and nothing of the library', () => {
    const root = { cve: ['CVE-2024-0001'], reason: 'vulnerable_code_not_present', overview: 'x' };
    const [record] = readNodeWorkingGroup(root, 'vuln/deps/3.json').records;
    assert.equal(record!.id, 'NSWG-DEP-3');
    assert.deepEqual(
      record!.affected.map(({ ecosystem, name, state, note }) => [ecosystem, name, state, note]),
      [['Node.js', 'node', 'not-affected', 'Node.js says that it is not affected: vulnerable code not present']],
    );
  });
  it('never throws', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('8.x', '^8.1.4', '<0.0.0', '', '>1 <', '1.0.0-a || 2'));
    fc.assert(
      fc.property(fc.record({ cve: fc.jsonValue(), vulnerable: text, patched: text, severity: text }), (root) => {
        const { records } = readNodeWorkingGroup({ '1': root }, 'index.json');
        for (const { affected } of records) evaluateVersion(affected[0]!, '8.1.0');
      }),
      { numRuns: 500 },
    );
  });
});

describe('VEX', () => {
  it('reads OpenVEX of both shapes, and refuses a claim without reason', () => {
    const { statements, faults } = readOpenVex({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: 'me',
      statements: [
        {
          vulnerability: { name: 'CVE-2024-0001', aliases: ['GHSA-1'] },
          products: [{ '@id': 'pkg:oci/x@sha256%3Aabc', subcomponents: [{ '@id': 'pkg:apk/alpine/p@1' }] }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
        { vulnerability: 'CVE-2024-0002', products: ['pkg:npm/left'], status: 'fixed' },
        { vulnerability: 'CVE-2024-0003', products: ['pkg:npm/left'], status: 'not_affected' },
        { vulnerability: 'CVE-2024-0004', products: ['pkg:npm/left'], status: 'fine' },
        { status: 'fixed' },
      ],
    });
    assert.deepEqual(
      statements.map(({ vulnerability, status, product }) => [vulnerability, status, product.purl, product.within]),
      [
        ['CVE-2024-0001', 'not_affected', 'pkg:apk/alpine/p@1', 'pkg:oci/x@sha256%3Aabc'],
        ['CVE-2024-0002', 'fixed', 'pkg:npm/left', null],
      ],
    );
    assert.equal(faults.length, 3);
  });

  const product = (id: string, helper: object): object => ({
    product: { product_id: id, product_identification_helper: helper },
  });
  const relation = (id: string, component: string): object => ({
    full_product_name: { product_id: id },
    product_reference: component,
    relates_to_product_reference: 'rhel9',
  });
  const csaf = {
    document: { csaf_version: '2.0', publisher: { name: 'Red Hat Product Security' } },
    product_tree: {
      branches: [
        {
          branches: [
            product('rhel9', { cpe: 'cpe:/a:redhat:enterprise_linux:9::appstream' }),
            product('new', { purl: 'pkg:rpm/redhat/openssl@3.0.7-27.el9?arch=x86_64&epoch=1' }),
            product('src', { purl: 'pkg:rpm/redhat/openssl@3.0.7-27.el9?arch=src&epoch=1' }),
            product('any', { purl: 'pkg:rpm/redhat/openssl' }),
            product('never', { purl: 'pkg:rpm/redhat/compat-openssl11' }),
            product('wont', { purl: 'pkg:rpm/redhat/edk2' }),
          ],
        },
      ],
      relationships: ['new', 'src', 'never', 'wont'].map((id) => relation(`rhel9:${id}`, id)),
    },
    vulnerabilities: [
      {
        cve: 'CVE-2024-0727',
        product_status: {
          fixed: ['rhel9:new', 'rhel9:src'],
          known_not_affected: ['rhel9:never'],
          known_affected: ['rhel9:wont', 'ghost'],
        },
        remediations: [{ category: 'no_fix_planned', product_ids: ['rhel9:wont'] }],
        threats: [{ category: 'impact', details: 'Low', product_ids: ['rhel9:new'] }],
      },
    ],
  };
  it('reads CSAF, and makes advisories of what Red Hat says of a release', () => {
    const read = readCsaf(csaf);
    assert.deepEqual(read.faults, ['CVE-2024-0727: ghost is not in the product tree']);
    const records = redHatRecords(read);
    assert.deepEqual(
      records[0]!.affected.map(({ ecosystem, name, state, ranges }) => [
        ecosystem,
        name,
        state,
        ranges[0]?.events.at(-1),
      ]),
      [
        ['Red Hat:enterprise_linux:9::appstream', 'openssl', undefined, ['fixed', '1:3.0.7-27.el9']],
        ['Red Hat:enterprise_linux:9::appstream', 'compat-openssl11', 'not-affected', undefined],
        ['Red Hat:enterprise_linux:9::appstream', 'edk2', 'will-not-fix', ['introduced', '0']],
      ],
    );
    assert.equal(records[0]!.affected[0]!.severities[0]!.rating, 'low');
  });
});

describe('documents of any shape', () => {
  const seeds: readonly unknown[] = [
    { p: { 'CVE-2024-0001': { releases: { sid: { status: 'open' } } } } },
    { distroversion: 'v3.20', packages: [{ pkg: { name: 'p', secfixes: { '1': ['CVE-2024-0001'] } } }] },
    {
      document: { csaf_version: '2.0' },
      product_tree: { branches: [{ product: { product_id: 'x' } }] },
      vulnerabilities: [{ cve: 'C' }],
    },
    { '@context': 'openvex', statements: [{ vulnerability: 'C', products: ['x'], status: 'fixed' }] },
    { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2024-0001' }] },
  ];
  it('never make a reader throw', () => {
    const readers = [
      readDebianTracker,
      readSecdb,
      readCsaf,
      readOpenVex,
      readKev,
      readNvd,
      recognise,
      (x: unknown) => redHatRecords(readCsaf(x)),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.jsonValue(), fc.nat(), (seed, value, at) => {
        const mutated = mutate(seed, value, { left: at % 12 });
        for (const read of readers) {
          read(mutated);
          read(value);
        }
        readEpss(JSON.stringify(value));
      }),
      { numRuns: 1500 },
    );
  });
  it('are told by their shape', () => {
    assert.deepEqual(
      seeds.map((seed) => recognise(seed)),
      ['debian-tracker', 'secdb', 'csaf', 'openvex', 'kev'],
    );
    assert.equal(recognise({ id: 'X', modified: 'y' }), 'osv');
    assert.equal(recognise([{ id: 'X', affected: [] }]), 'osv');
    assert.equal(recognise({ id: 101, module_name: 'marked' }), 'node-working-group');
    assert.equal(recognise({ id: 101 }), null);
    assert.equal(recognise('text'), null);
  });
});

/** Puts a value in the place of the n-th value of a tree. */
function mutate(tree: unknown, value: unknown, count: { left: number }): unknown {
  if (count.left-- === 0) return value;
  if (Array.isArray(tree)) return tree.map((item) => mutate(item, value, count));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, mutate(item, value, count)]));
}
