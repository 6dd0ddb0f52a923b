import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Package } from '../../../facts/package.ts';
import { readRecord } from '../../../formats/osv/read-record.ts';
import type { AdvisoryRecord, Affected } from '../../../formats/osv/record.ts';
import { explainFinding } from './explain.ts';
import { isOpen, type Finding } from './finding.ts';
import { matchPackages, type MatchOptions } from './match.ts';
import { uncoveredGaps } from './uncovered.ts';

function packageOf(over: Partial<Package> & Pick<Package, 'name' | 'version'>): Package {
  return {
    ecosystem: 'Debian:12',
    type: 'deb',
    purl: `pkg:deb/debian/${over.name}@${over.version}`,
    source: null,
    licenses: [],
    layer: null,
    file: 'var/lib/dpkg/status',
    image: 'sha256:0',
    at: { source: 'image', file: 'var/lib/dpkg/status', line: 7 },
    ...over,
  };
}

function recordOf(
  id: string,
  affected: readonly Partial<Affected>[],
  over: Partial<AdvisoryRecord> = {},
): AdvisoryRecord {
  const read = readRecord({ id });
  assert.notEqual(typeof read, 'string');
  const { record } = read as Exclude<typeof read, string>;
  const entries = affected.map((entry) => ({
    ecosystem: 'Debian:12',
    name: 'openssl',
    ranges: [],
    versions: [],
    severities: [],
    ...entry,
  }));
  return { ...record, affected: entries, ...over };
}

const below = (fixed: string): Pick<Affected, 'ranges'> => ({
  ranges: [
    {
      type: 'ECOSYSTEM',
      events: [
        ['introduced', '0'],
        ['fixed', fixed],
      ],
    },
  ],
});
const all: Pick<Affected, 'ranges'> = { ranges: [{ type: 'ECOSYSTEM', events: [['introduced', '0']] }] };

function match(found: Package, records: readonly AdvisoryRecord[], options: MatchOptions = {}): readonly Finding[] {
  return matchPackages([found], () => records, options).findings;
}

const libssl = packageOf({
  name: 'libssl3',
  version: '3.0.9-1+b1',
  source: { name: 'openssl', version: '3.0.9-1' },
});

describe('matchPackages', () => {
  it('holds the version of the source package against an advisory of sources', () => {
    const [finding] = match(libssl, [recordOf('DSA-1', [below('3.0.11-1')], { upstream: ['CVE-2023-0001'] })]);
    assert.deepEqual(
      [finding!.state, finding!.fixed, finding!.cves, finding!.explanations[0]!.version],
      ['affected', ['3.0.11-1'], ['CVE-2023-0001'], '3.0.9-1'],
    );
    assert.equal(match(libssl, [recordOf('DSA-1', [below('3.0.9-1')])])[0]!.state, 'fixed-by-version');
  });
  it('takes no advisory of another release, ecosystem or name', () => {
    for (const other of [{ ecosystem: 'Debian:11' }, { ecosystem: 'Ubuntu:22.04' }, { name: 'libssl3' }]) {
      assert.deepEqual(match(libssl, [recordOf('DSA-1', [{ ...all, ...other }])]), []);
    }
    assert.equal(match(libssl, [recordOf('DSA-1', [{ ...all, ecosystem: 'Debian' }])]).length, 1);
  });
  it('asks RPMs by their binary name', () => {
    const rpm = packageOf({
      name: 'openssl-libs',
      version: '1:3.0.7-6.el9',
      ecosystem: 'AlmaLinux:9',
      type: 'rpm',
      source: { name: 'openssl', version: '3.0.7-6.el9' },
    });
    const asked: string[] = [];
    matchPackages([rpm], (_ecosystem, name) => {
      asked.push(name);
      return [];
    });
    assert.deepEqual(asked, ['openssl-libs']);
  });
  for (const [state, expected, fixed] of [
    ['not-affected', 'not-affected', []],
    ['will-not-fix', 'will-not-fix', []],
    ['end-of-life', 'end-of-life', []],
    ['undetermined', 'unknown', []],
    ['deferred', 'affected', ['3.0.11-1']],
  ] as const) {
    it(`keeps the vendor's ${state}`, () => {
      const [finding] = match(libssl, [recordOf('X-1', [{ ...below('3.0.11-1'), state, note: 'said so' }])]);
      assert.deepEqual([finding!.state, finding!.fixed], [expected, fixed]);
      assert.match(finding!.because, /said so/);
    });
  }
  it('shows no fix that this release does not have', () => {
    const [finding] = match(libssl, [recordOf('X-1', [{ ...below('3.0.11-1'), fixElsewhere: true }])]);
    assert.deepEqual([finding!.state, finding!.fixed], ['affected', []]);
    assert.match(finding!.because, /fixed 3\.0\.11-1; the fix is not in this release/);
  });
  it('gives who has the fix of Ubuntu Pro the fix', () => {
    const wayland = (version: string): Package => packageOf({ name: 'wayland', version, ecosystem: 'Ubuntu:16.04' });
    const records = [
      recordOf('USN-1', [
        { ...all, name: 'wayland', ecosystem: 'Ubuntu:16.04:LTS' },
        {
          ...below('1.12.0-1~ubuntu16.04.3+esm1'),
          name: 'wayland',
          ecosystem: 'Ubuntu:Pro:16.04:LTS',
          fixElsewhere: true,
        },
      ]),
    ];
    assert.equal(match(wayland('1.12.0-1~ubuntu16.04.3'), records)[0]!.state, 'affected');
    assert.equal(match(wayland('1.12.0-1~ubuntu16.04.3+esm1'), records)[0]!.state, 'fixed-by-version');
  });
  it('takes no ordinary build above a fix of Ubuntu Pro for that fix', () => {
    const records = [
      recordOf('USN-1', [
        { ...below('1.0-1ubuntu1.2'), name: 'x', ecosystem: 'Ubuntu:22.04:LTS' },
        { ...below('1.0-1ubuntu1+esm1'), name: 'x', ecosystem: 'Ubuntu:Pro:22.04:LTS', fixElsewhere: true },
      ]),
    ];
    const stateOf = (version: string): string =>
      match(packageOf({ name: 'x', version, ecosystem: 'Ubuntu:22.04:LTS' }), records)[0]!.state;
    assert.equal(stateOf('1.0-1ubuntu1.1'), 'affected');
    assert.equal(stateOf('1.0-1ubuntu1+esm1'), 'fixed-by-version');
    assert.equal(stateOf('1.0-1ubuntu1.2'), 'fixed-by-version');
  });
  it('lets no clean record hide another of the same id', () => {
    const clean = recordOf('DEBIAN-CVE-2024-1', [{ state: 'not-affected' }]);
    const affected = recordOf('DEBIAN-CVE-2024-1', [below('3.0.11-1')]);
    for (const records of [
      [clean, affected],
      [affected, clean],
    ]) {
      const findings = match(libssl, records);
      assert.deepEqual(
        findings.map(({ state }) => state),
        ['affected'],
      );
    }
  });
  it('finds under the package what is clean under its origin', () => {
    const about = { ecosystem: 'Alpine:v3.20' };
    const found = packageOf({
      ...about,
      name: 'libcrypto3',
      version: '3.3.0-r0',
      type: 'apk',
      source: { name: 'openssl', version: '3.3.0-r0' },
    });
    const records = [
      recordOf('ALPINE-CVE-2024-1', [
        { ...about, ...below('3.2.0-r0'), name: 'openssl' },
        { ...about, ...below('3.3.1-r0'), name: 'libcrypto3' },
      ]),
    ];
    assert.deepEqual(
      match(found, records).map(({ state }) => state),
      ['affected'],
    );
  });
  it('holds a signed kernel against the advisories of the one that was signed', () => {
    const image = packageOf({
      name: 'linux-image-6.1.0-18-amd64',
      version: '6.1.76-1',
      source: { name: 'linux-signed-amd64', version: '6.1.76+1' },
    });
    const [finding] = match(image, [recordOf('DSA-2', [{ ...below('6.1.85-1'), name: 'linux' }])]);
    assert.deepEqual([finding?.state, finding?.explanations[0]?.version], ['affected', '6.1.76-1']);
    const aws = packageOf({
      name: 'linux-image-5.15.0-1-aws',
      version: '5.15.0-1.1',
      ecosystem: 'Ubuntu:22.04:LTS',
      source: { name: 'linux-signed-aws', version: '5.15.0-1.1' },
    });
    const about = { ecosystem: 'Ubuntu:22.04:LTS', name: 'linux-aws' };
    assert.equal(match(aws, [recordOf('USN-2', [{ ...below('5.15.0-2.2'), ...about }])])[0]?.state, 'affected');
  });
  it('asks SUSE by module and by long-term support, Azure Linux by source', () => {
    const rpm = packageOf({
      name: 'libopenssl3',
      version: '3.0.8-1.1',
      ecosystem: 'SUSE:Linux Enterprise Server 15 SP5',
      type: 'rpm',
      source: { name: 'openssl-3', version: '3.0.8-1.1' },
    });
    for (const ecosystem of [
      'SUSE:Linux Enterprise Module for Basesystem 15 SP5',
      'SUSE:Linux Enterprise Server 15 SP5-LTSS',
    ]) {
      const records = [recordOf('SUSE-SU-1', [{ ...below('3.0.8-2.1'), name: 'openssl-3', ecosystem }])];
      assert.equal(match(rpm, records)[0]?.state, 'affected');
    }
    const azure = { ...rpm, ecosystem: 'Azure Linux:3', source: { name: 'openssl', version: '3.0.8-1.1' } };
    const records = [recordOf('AZL-1', [{ ...below('3.0.8-2.1'), name: 'openssl', ecosystem: 'Azure Linux:3' }])];
    assert.equal(match(azure, records)[0]?.state, 'affected');
  });
  it('makes a version that is none unknown', () => {
    const odd = packageOf({ name: 'openssl', version: 'a b' });
    const [finding] = match(odd, [recordOf('X-1', [below('1.0')])]);
    assert.equal(finding!.state, 'unknown');
    assert.match(finding!.because, /"a b" is no version that can be compared/);
  });
  it('says which ecosystems no feed speaks of', () => {
    const { findings, uncovered } = matchPackages(
      [libssl, packageOf({ name: 'x', version: '1', ecosystem: null })],
      () => null,
    );
    const gaps = uncoveredGaps(uncovered, 'web:1');
    assert.deepEqual(
      gaps.map(({ code, subject }) => `${code} ${subject}`),
      ['ADVISORIES_MISSING web:1', 'ADVISORIES_MISSING web:1'],
    );
    assert.match(gaps[0]!.because, /no feed of the database speaks of Debian:12, of which the image holds 1 package$/);
    assert.deepEqual(
      [findings, uncovered],
      [
        [],
        [
          { ecosystem: 'Debian:12', packages: 1 },
          { ecosystem: null, packages: 1 },
        ],
      ],
    );
  });
  it('finds what is known of a package whose ecosystem has no feed, which it is still without', () => {
    const left = packageOf({ name: 'left', version: '1.0.0', ecosystem: 'PyPI', type: 'pypi' });
    const records = [recordOf('X-1', [{ ...all, name: 'left', ecosystem: 'PyPI' }])];
    const { findings, uncovered } = matchPackages([left], () => records, { covers: () => false });
    assert.deepEqual([findings.map(({ id }) => id), uncovered], [['X-1'], [{ ecosystem: 'PyPI', packages: 1 }]]);
  });
  it('asks for Node.js under the name of its project too, and for no other program of Bitnami', () => {
    const program = (name: string, version: string): Package =>
      packageOf({ name, version, ecosystem: 'Bitnami', type: 'generic', purl: `pkg:generic/${name}@${version}` });
    const own = recordOf('NSWG-COR-1', [{ ...below('22.11.0'), ecosystem: 'Node.js', name: 'node' }]);
    const ask = (ecosystem: string, name: string): readonly AdvisoryRecord[] | null =>
      ecosystem === 'Node.js' ? (name === 'node' ? [own] : []) : null;
    const packages = [program('node', '22.10.0-7'), program('node', '22.11.0-2'), program('redis', '7.2.4')];
    const { findings, uncovered } = matchPackages(packages, ask);
    assert.deepEqual(
      findings.map((finding) => [finding.package.version, finding.state, finding.explanations[0]!.version]),
      [
        ['22.10.0-7', 'affected', '22.10.0'],
        ['22.11.0-2', 'fixed-by-version', '22.11.0'],
      ],
    );
    assert.deepEqual(uncovered, [{ ecosystem: 'Bitnami', packages: 1 }]);
  });
  it('leaves out what was withdrawn', () => {
    assert.deepEqual(match(libssl, [recordOf('X-1', [all], { withdrawn: '2024-01-01T00:00:00Z' })]), []);
  });
  it('makes one finding of aliases, transitively, the worst state first; upstream is no alias', () => {
    const left = packageOf({ name: 'left', version: '1.5.0', ecosystem: 'npm', type: 'npm' });
    const entry = (fixed: string): Partial<Affected> => ({ ...below(fixed), name: 'left', ecosystem: 'npm' });
    const records = [
      recordOf('GHSA-1', [entry('1.2.0')], { aliases: ['CVE-2024-0001'] }),
      recordOf('NPM-9', [entry('1.6.0')], { aliases: ['SNYK-2'] }),
      recordOf('SNYK-2', [entry('1.2.0')], { aliases: ['CVE-2024-0001'] }),
      recordOf('OTHER-1', [entry('2.0.0')], { upstream: ['CVE-2024-0001'] }),
    ];
    for (const order of [records, records.toReversed()]) {
      const findings = match(left, order).toSorted((a, b) => a.id.localeCompare(b.id));
      assert.deepEqual(
        findings.map(({ id }) => id),
        ['NPM-9', 'OTHER-1'],
      );
      assert.deepEqual([findings[0]!.state, findings[0]!.fixed], ['affected', ['1.6.0']]);
      assert.deepEqual(findings[0]!.aliases.toSorted(), ['CVE-2024-0001', 'GHSA-1', 'SNYK-2']);
      assert.equal(findings[0]!.explanations.length, 3);
    }
  });
  it('excuses headers of the kernel, by their source, and nothing else of it', () => {
    const kernel = recordOf('X-1', [{ ...all, name: 'linux' }]);
    const of = (name: string, source = 'linux'): string | undefined =>
      match(packageOf({ name, version: '6.1.1-1', source: { name: source, version: '6.1.1-1' } }), [
        { ...kernel, affected: [{ ...kernel.affected[0]!, name: source }] },
      ])[0]?.state;
    assert.equal(of('linux-libc-dev'), 'not-affected');
    assert.equal(of('linux-headers-6.1.0-1-common'), 'not-affected');
    assert.equal(of('linux-image-6.1.0-1-amd64'), 'affected');
    assert.equal(of('linux-modules-6.1.0-1', 'linux-aws'), 'affected');
    assert.equal(of('bpftool'), 'affected');
    assert.equal(of('linux-pam-doc', 'linux-pam'), 'affected');
    assert.equal(of('linux-libc-dev', 'glibc'), 'affected');
  });
  it('never compares builds of a module with plain ones', () => {
    const perl = (version: string, module?: string): Package =>
      packageOf({
        name: 'perl',
        version,
        ecosystem: 'AlmaLinux:8',
        type: 'rpm',
        ...(module === undefined ? {} : { module }),
      });
    const entry = (fixed: string): AdvisoryRecord[] => [
      recordOf('ALSA-1', [{ ...below(fixed), name: 'perl', ecosystem: 'AlmaLinux:8' }]),
    ];
    const modular = '4:5.30.1-452.module_el8.6.0+2766+8bf0b7c9';
    assert.equal(match(perl('4:5.26.3-422.el8'), entry(modular))[0]!.state, 'not-affected');
    assert.equal(match(perl('4:5.30.1-451.module_el8.3.0+1'), entry(modular))[0]!.state, 'affected');
    assert.equal(match(perl('4:5.24-1', 'perl:5.24:8:1'), entry(modular))[0]!.state, 'affected');
    assert.equal(match(perl('4:5.30.1-451.module_el8.3.0+1'), entry('4:5.31-1.el8'))[0]!.state, 'not-affected');
  });
  it('holds builds of a minor release of Enterprise Linux against the fix of their own line', () => {
    const curl = (version: string): Package =>
      packageOf({ name: 'curl', version, ecosystem: 'Red Hat:enterprise_linux:9', type: 'rpm' });
    const entry = (fixed: string): Partial<Affected> => ({
      ...below(fixed),
      name: 'curl',
      ecosystem: 'Red Hat:enterprise_linux:9::appstream',
    });
    const records = [recordOf('RHVEX-1', [entry('7.76.1-23.el9_2.4'), entry('7.76.1-26.el9_3.2')])];
    const stateOf = (version: string): string => match(curl(version), records)[0]!.state;
    assert.equal(stateOf('7.76.1-23.el9_2.4'), 'fixed-by-version');
    assert.equal(stateOf('7.76.1-23.el9_2.2'), 'affected');
    assert.equal(stateOf('7.76.1-26.el9_3.2'), 'fixed-by-version');
    assert.equal(stateOf('7.76.1-23.el9'), 'affected');
    assert.equal(stateOf('7.76.1-19.el9_1.9'), 'affected');
    assert.equal(stateOf('7.76.1-29.el9_4'), 'fixed-by-version');
  });
  it('takes the word of the vendor before CVSS, and that before the NVD; malicious is critical', () => {
    const nvd = { origin: 'NVD', rating: 'critical', text: 'CVSS:3.1/x', score: 9.8 } as const;
    const vector = { origin: 'advisory', rating: 'high', text: 'CVSS:3.1/y', score: 7 } as const;
    const word = { origin: 'Debian', rating: 'low', text: 'unimportant', score: null } as const;
    const none = { origin: 'Debian', rating: null, text: 'not yet assigned', score: null } as const;
    const about = (): ReturnType<NonNullable<MatchOptions['about']>> => ({
      kev: { added: '2025-01-01', due: null, ransomware: false },
      epss: { score: 0.4, percentile: 0.9 },
      severities: [nvd],
    });
    const severity = (id: string, claims: readonly AdvisoryRecord['severities'][number][]): unknown[] => {
      const [finding] = match(libssl, [recordOf(id, [all], { severities: claims, upstream: ['CVE-2024-0001'] })], {
        about,
      });
      assert.deepEqual([finding!.kev?.added, finding!.epss?.score], ['2025-01-01', 0.4]);
      return [finding!.severity, finding!.severityOrigin, finding!.severities.length];
    };
    assert.deepEqual(severity('X-1', [vector, word]), ['low', 'Debian', 3]);
    assert.deepEqual(severity('X-1', [none, vector]), ['high', 'advisory', 3]);
    assert.deepEqual(severity('X-1', [none]), ['critical', 'NVD', 2]);
    assert.deepEqual(severity('MAL-2024-1', [word]), ['critical', 'malicious package', 2]);
    assert.equal(match(libssl, [recordOf('X-1', [all])])[0]!.severity, null);
  });
  it('explains itself: advisory, range, comparison, package', () => {
    const [finding] = match(libssl, [
      recordOf('DSA-1', [below('3.0.11-1')], { feed: 'debian', reference: 'https://d/1' }),
    ]);
    const text = explainFinding(finding!).join('\n');
    for (const part of [
      'DSA-1',
      'of debian (https://d/1)',
      'Debian:12 openssl, the source of libssl3: introduced 0, fixed 3.0.11-1',
      'introduced 0 ≤ 3.0.9-1 < fixed 3.0.11-1',
      'var/lib/dpkg/status:7',
    ]) {
      assert.ok(text.includes(part), `${part} is not in\n${text}`);
    }
    assert.equal(isOpen(finding!), true);
  });
  it('never throws on records and packages of any words', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('0', '1.0', 'CVE-2024-0001', '__proto__', 'constructor'));
    const ecosystem = fc.constantFrom(
      'Debian:12',
      'npm',
      'PyPI',
      'Go',
      'Alpine:v3.20',
      'AlmaLinux:9',
      'Maven',
      'RubyGems',
      'x',
      '',
    );
    const kind = fc.constantFrom('introduced' as const, 'fixed' as const, 'last_affected' as const, 'limit' as const);
    const range = fc.record({
      type: fc.constantFrom('SEMVER' as const, 'ECOSYSTEM' as const, 'GIT' as const),
      events: fc.array(fc.tuple(kind, text), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        ecosystem,
        text,
        text,
        fc.array(range, { maxLength: 3 }),
        fc.array(text),
        fc.array(text),
        (where, name, version, ranges, versions, aliases) => {
          const found = packageOf({ name, version, ecosystem: where, type: where.startsWith('Alma') ? 'rpm' : 'deb' });
          const records = [0, 1].map((index) =>
            recordOf(`X-${index}`, [{ ecosystem: where, name, ranges, versions }], { aliases }),
          );
          for (const finding of match(found, records)) explainFinding(finding);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
