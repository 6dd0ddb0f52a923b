import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateVersion } from './evaluate.ts';
import { nameIn, placeOf } from './ecosystem.ts';
import { readRecord } from './read-record.ts';
import type { AdvisoryRecord } from './record.ts';

const whole = {
  id: 'GHSA-1',
  summary: 'a\nb',
  modified: '2024-01-01T00:00:00Z',
  aliases: ['CVE-2024-0001'],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
  database_specific: { severity: 'MODERATE' },
  affected: [
    {
      package: { ecosystem: 'npm', name: 'left' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }],
      versions: ['0.1.0'],
      severity: [{ type: 'Ubuntu', score: 'negligible' }],
    },
  ],
  references: [{ type: 'ADVISORY', url: 'https://example.org/1' }],
};

function read(value: unknown): { record: AdvisoryRecord; faults: readonly string[] } {
  const found = readRecord(value);
  assert.notEqual(typeof found, 'string');
  return found as { record: AdvisoryRecord; faults: readonly string[] };
}

describe('readRecord', () => {
  it('reads what a comparison needs', () => {
    const { record, faults } = read(whole);
    assert.deepEqual(faults, []);
    assert.equal(record.summary, 'a b');
    assert.equal(record.reference, 'https://example.org/1');
    assert.deepEqual(
      record.severities.map(({ origin, rating, score }) => [origin, rating, score]),
      [
        ['GitHub', 'medium', null],
        ['advisory', 'high', 7.5],
      ],
    );
    assert.deepEqual(record.affected[0]!.ranges[0]!.events, [
      ['introduced', '0'],
      ['fixed', '1.0.0'],
    ]);
    assert.deepEqual(record.affected[0]!.severities[0]!.rating, 'low');
  });
  it('scores CVSS 2, 3 and 4, and says why where it cannot', () => {
    const { record } = read({
      id: 'X-1',
      severity: [
        { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' },
        { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H ' },
        { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' },
        { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N' },
        { type: 'CVSS_V3', score: 9.8 },
        { type: 'Ubuntu', score: 'untriaged' },
      ],
    });
    assert.deepEqual(
      record.severities.map(({ rating, score, because }) => [rating, score, because]),
      [
        ['high', 7.5, undefined],
        ['high', 7.5, undefined],
        ['critical', 9.3, undefined],
        [null, null, 'the metric AC, PR, UI, S, C, I, A is missing'],
        [null, null, 'is no vector of CVSS 2.0, 3.0, 3.1 or 4.0'],
        [null, null, 'is a word without a rank'],
      ],
    );
  });
  it('takes null for absent, as feeds write it', () => {
    const { record, faults } = read({ id: 'X', affected: null, aliases: null, severity: null, withdrawn: null });
    assert.deepEqual([record.affected, record.aliases, record.withdrawn, faults], [[], [], null, []]);
  });
  for (const [what, broken] of [
    ['a number for a version, whose text is lost', { ranges: [{ type: 'SEMVER', events: [{ introduced: 1.1 }] }] }],
    ['two kinds in one event', { ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '2.0.0' }] }] }],
    ['a type that is none', { ranges: [{ type: 'LOOSE', events: [{ introduced: '0' }] }] }],
    ['events that are none', { ranges: [{ type: 'SEMVER', events: 'all' }] }],
    ['ranges that are none', { ranges: { type: 'SEMVER' } }],
    ['numbers among versions', { versions: ['1.0.0', 2] }],
  ] as const) {
    it(`keeps ${what}: the package is unknown, not clean`, () => {
      const { record, faults } = read({ id: 'X', affected: [{ package: { ecosystem: 'npm', name: 'p' }, ...broken }] });
      assert.equal(faults.length, 1);
      assert.equal(evaluateVersion(record.affected[0]!, '1.5.0').state, 'unknown');
    });
  }
  it("reads Debian's urgency, which may say that nobody looks after the package any more", () => {
    const of = (urgency: string): unknown => {
      const { record } = read({
        id: 'DEBIAN-CVE-2024-0001',
        affected: [
          { package: { ecosystem: 'Debian:12', name: 'p' }, versions: ['1'], ecosystem_specific: { urgency } },
        ],
      });
      return [record.affected[0]!.severities[0]!.rating, record.affected[0]!.state];
    };
    assert.deepEqual(of('unimportant'), ['low', undefined]);
    assert.deepEqual(of('not yet assigned'), [null, undefined]);
    assert.deepEqual(of('end-of-life'), [null, 'end-of-life']);
  });
  it('leaves what is too long to keep unknown', () => {
    const owner = { package: { ecosystem: 'npm', name: 'left' } };
    for (const long of [
      { versions: Array.from({ length: 50_001 }, (_, at) => `1.0.${at}`) },
      { ranges: Array.from({ length: 50_001 }, () => ({ type: 'GIT' })), versions: ['1.0.0'] },
    ]) {
      const read = readRecord({ id: 'X-1', affected: [{ ...owner, ...long }] });
      assert.ok(typeof read !== 'string');
      assert.equal(read.faults.length, 1);
      assert.equal(evaluateVersion(read.record.affected[0]!, '1.0.50000').state, 'unknown');
    }
  });
  it('says why there is no record', () => {
    assert.equal(readRecord([]), 'is no mapping');
    assert.equal(readRecord({ affected: [] }), 'has no id');
    assert.equal(readRecord({ id: 'X', affected: {} }), '`affected` is no list');
  });
  it('never throws, and its records can be evaluated, whatever stands in a record', () => {
    const paths = ['id', 'affected', 'severity', 'aliases', 'references', 'database_specific', 'summary', 'withdrawn'];
    const inner = ['package', 'ranges', 'versions', 'severity', 'ecosystem_specific'];
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.constantFrom(...inner),
        fc.jsonValue(),
        fc.jsonValue(),
        (key, part, a, b) => {
          const mutated = [
            { ...whole, [key]: a },
            { ...whole, affected: [{ ...whole.affected[0], [part]: b }, a] },
            {
              ...whole,
              affected: [{ ...whole.affected[0], ranges: [{ type: 'ECOSYSTEM', events: [b, { introduced: a }] }, b] }],
            },
          ];
          for (const value of mutated) {
            const found = readRecord(value);
            if (typeof found !== 'string') for (const entry of found.record.affected) evaluateVersion(entry, '1.0.0');
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('placeOf', () => {
  for (const [written, place] of [
    ['Debian:12', 'Debian:12'],
    ['Debian:bookworm', 'Debian:12'],
    ['Debian:12.5', 'Debian:12'],
    ['Debian', 'Debian'],
    ['Alpine:v3.20', 'Alpine:v3.20'],
    ['Alpine:3.20.3', 'Alpine:v3.20'],
    ['Alpine:edge', 'Alpine:edge'],
    ['Ubuntu:22.04:LTS', 'Ubuntu:22.04'],
    ['Ubuntu:22.04', 'Ubuntu:22.04'],
    ['Ubuntu:Pro:16.04:LTS', 'Ubuntu:16.04'],
    ['Ubuntu:Pro:FIPS:16.04:LTS', 'Ubuntu:Pro:FIPS:16.04:LTS'],
    ['AlmaLinux:8.9', 'AlmaLinux:8'],
    ['Red Hat:enterprise_linux:9::appstream', 'Red Hat:9'],
    ['Red Hat:9.4', 'Red Hat:9'],
    ['Red Hat:rhel_eus:9.4::appstream', 'Red Hat:rhel_eus:9.4'],
    ['Maven:https://repo1.maven.org/maven2', 'Maven'],
    ['npm', 'npm'],
    ['SUSE:Linux Enterprise Server 15 SP5', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Server 15 SP5-LTSS', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Module for Basesystem 15 SP5', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Server for SAP Applications 15 SP5', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Server 15-LTSS', 'SUSE:15'],
    ['SUSE:Linux Enterprise Server 16.0', 'SUSE:16.0'],
    ['SUSE:Linux Enterprise Micro 5.5', 'SUSE:Linux Enterprise Micro 5.5'],
    ['openSUSE:Leap 15.6', 'openSUSE:Leap 15.6'],
  ] as const) {
    it(`${written} is ${place}`, () => assert.equal(placeOf(written).key, place));
  }
  it('knows names as ecosystems compare them', () => {
    assert.equal(nameIn('PyPI', 'Zope.Interface__X'), 'zope-interface-x');
    assert.equal(nameIn('npm', 'Left'), 'Left');
  });
});
