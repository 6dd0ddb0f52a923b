/** All feeds that lie beside the project, built into one database and asked. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { feedSourcesAt } from '../../src/advisories/build.ts';
import type { AdvisoryDatabase } from '../../src/advisories/database.ts';
import { agingGaps, recordGaps } from '../../src/advisories/status.ts';
import { explainFinding } from '../../src/questions/images/matching/explain.ts';
import { isOpen, type Finding } from '../../src/questions/images/matching/finding.ts';
import { matchPackages } from '../../src/questions/images/matching/match.ts';
import type { Package } from '../../src/facts/package.ts';
import { build, feeds, packageOf, workFolder } from './shared.ts';

const folder = workFolder();
let database: AdvisoryDatabase;

before(async () => {
  database = await build(feedSourcesAt(feeds), folder);
});

function find(...packages: readonly Package[]): readonly Finding[] {
  const { findings, uncovered } = matchPackages(packages, (...about) => database.ask(...about), {
    about: (cve) => database.about(cve),
  });
  assert.deepEqual(uncovered, []);
  return findings;
}

const open = (findings: readonly Finding[]): string[] => findings.filter(isOpen).flatMap(({ cves }) => cves);

describe('the feeds', () => {
  it('are read without a gap, every record counted', () => {
    const { feeds: status } = database.status();
    assert.deepEqual([database.gaps(), recordGaps(database.status())], [[], []]);
    const counts = new Map(status.map((feed) => [feed.name, feed.records + feed.withdrawn + feed.notSecurity]));
    assert.equal(counts.get('almalinux'), 5680);
    assert.equal(counts.get('bitnami'), 1477);
    assert.equal(counts.get('go'), 4291);
    assert.equal(counts.get('pypi'), 2661);
    assert.equal(counts.get('rust'), 1206);
    // Of npm 467, of Node.js 171, of its libraries 6; the indexes say the same again.
    assert.equal(counts.get('npm'), 644);
    assert.equal(counts.get('kev'), 1404);
    assert.equal(
      counts.get('kubernetes'),
      readdirSync(join(feeds, 'kubernetes/osv')).filter((name) => name.endsWith('.json')).length,
    );
  });
  it('are as old as their files, whenever the database was built', () => {
    const { feeds: status } = database.status();
    for (const { name, fetched } of status) {
      const files = readdirSync(join(feeds, name), { recursive: true, encoding: 'utf8' });
      const newest = Math.max(...files.map((file) => Math.floor(statSync(join(feeds, name, file)).mtimeMs)));
      assert.ok(Date.parse(fetched) <= newest, name);
    }
    assert.equal(agingGaps(database.status(), '2126-01-01T00:00:00Z').length, status.length);
  });

  it('secdb: openssl of Alpine 3.20.3 shows its CVEs, and those of version 0 are none', () => {
    const libssl = packageOf('Alpine:v3.20', 'apk', 'libssl3', '3.3.2-r0', { name: 'openssl', version: '3.3.2-r0' });
    const findings = find(libssl);
    const cves = open(findings);
    assert.equal(cves.length, 45);
    for (const cve of ['CVE-2024-9143', 'CVE-2024-13176', 'CVE-2024-12797', 'CVE-2025-9230'])
      assert.ok(cves.includes(cve), cve);
    const stateOf = (cve: string): string | undefined => findings.find((finding) => finding.cves.includes(cve))?.state;
    assert.equal(stateOf('CVE-2024-6119'), 'fixed-by-version');
    assert.equal(stateOf('CVE-2022-1292'), 'not-affected');
    assert.deepEqual(findings.find(({ cves: [cve] }) => cve === 'CVE-2024-9143')!.fixed, ['3.3.2-r3']);
  });

  it('Go: the standard library of 1.15 and modules of its time', () => {
    const findings = find(
      packageOf('Go', 'golang', 'stdlib', 'go1.15'),
      packageOf('Go', 'golang', 'golang.org/x/text', 'v0.3.2'),
      packageOf('Go', 'golang', 'github.com/gogo/protobuf', 'v1.3.1'),
      packageOf('Go', 'golang', 'golang.org/x/crypto', 'v0.0.0-20200622213623-75b288015ac9'),
    );
    const cves = open(findings);
    // Names on pkg.go.dev/vuln: net/http/cgi, encoding/xml stack, x/text parsing, gogo/protobuf skippy, x/crypto/ssh.
    for (const cve of ['CVE-2020-24553', 'CVE-2022-30633', 'CVE-2020-14040', 'CVE-2021-3121', 'CVE-2020-29652']) {
      assert.ok(cves.includes(cve), `${cve} is not in ${cves.join(' ')}`);
    }
    // Fixed in 1.14.7 and 1.15: the release has it.
    assert.ok(!cves.includes('CVE-2020-16845'));
    assert.equal(findings.filter(({ state }) => state === 'unknown').length, 0);
    const current = find(packageOf('Go', 'golang', 'github.com/gogo/protobuf', 'v1.3.2'));
    assert.deepEqual(open(current), []);
  });

  it('PyPI, npm, crates.io, AlmaLinux, Red Hat, Ubuntu and Bitnami', () => {
    assert.ok(open(find(packageOf('PyPI', 'pypi', 'Django', '2.2'))).includes('CVE-2019-14234'));
    assert.ok(
      find(packageOf('npm', 'npm', 'marked', '0.3.5')).some(
        ({ id, state }) => id === 'NSWG-ECO-101' && state === 'affected',
      ),
    );
    const crate = find(packageOf('crates.io', 'cargo', 'smallvec', '1.6.0')).find(
      ({ id }) => id === 'RUSTSEC-2021-0003',
    )!;
    assert.deepEqual([crate.state, crate.fixed], ['affected', ['1.6.1']]);
    const alma = find(packageOf('AlmaLinux:9', 'rpm', 'openssl-libs', '1:3.0.1-20.el9_0')).filter(isOpen);
    assert.ok(alma.length > 0 && alma.every(({ severityOrigin }) => severityOrigin === 'AlmaLinux'));
    const red = find(packageOf('Red Hat:8', 'rpm', 'openssl', '1:1.1.1k-12.el8_9'))[0]!;
    assert.deepEqual([red.cves, red.state, red.fixed], [['CVE-2024-0727'], 'affected', []]);
    assert.equal(find(packageOf('Red Hat:9', 'rpm', 'openssl', '1:3.0.7-27.el9'))[0]!.state, 'fixed-by-version');
    assert.equal(find(packageOf('Red Hat:6', 'rpm', 'openssl', '1.0.1e-60.el6'))[0]!.state, 'will-not-fix');
    const wayland = packageOf('Ubuntu:18.04', 'deb', 'libwayland-bin', '1', {
      name: 'wayland',
      version: '1.16.0-1ubuntu1.1~18.04.3',
    });
    const ubuntu = find(wayland).find(({ id }) => id === 'UBUNTU-CVE-2021-3782');
    assert.deepEqual(
      [ubuntu!.state, ubuntu!.fixed, ubuntu!.severity, ubuntu!.severityOrigin],
      ['affected', ['1.16.0-1ubuntu1.1~18.04.4'], 'medium', 'Ubuntu'],
    );
    assert.ok(open(find(packageOf('Bitnami', 'bitnami', 'node', '24.14.0'))).includes('CVE-2026-21712'));
  });

  it('Node.js: what its project says of its releases, joined with what Bitnami says', () => {
    const node = (version: string): readonly Finding[] => find(packageOf('Bitnami', 'generic', 'node', version));
    const found = (version: string, id: string): readonly unknown[] => {
      const finding = node(version).find(({ id: own, aliases }) => own === id || aliases.includes(id));
      return finding === undefined ? [] : [finding.state, ...finding.fixed];
    };
    // https://nodejs.org/en/blog/vulnerability/october-2023-security-releases and its like.
    assert.deepEqual(found('18.18.1', 'CVE-2023-45143'), ['affected', '18.18.2']);
    assert.deepEqual(found('18.18.2', 'CVE-2023-45143'), ['fixed-by-version', '18.18.2']);
    assert.deepEqual(found('22.22.1', 'CVE-2026-21713'), ['affected', '22.22.2']);
    assert.deepEqual(found('5.9.0', 'NSWG-COR-26'), ['affected', '5.10.0']);
    assert.deepEqual(found('4.1.1', 'NSWG-COR-7'), ['affected', '4.8.2']);
    // Eight CVEs of one advisory stay findings of their own where others name them.
    const cves = open(node('12.8.0'));
    for (let number = 9511; number <= 9518; number++) assert.ok(cves.includes(`CVE-2019-${number}`), `${number}`);
    // A library's hole that does not reach Node.js is told as such, unless another advisory says more.
    assert.deepEqual(found('22.22.2', 'CVE-2023-45853'), ['not-affected']);
    assert.ok(find(packageOf('Bitnami', 'generic', 'redis', '7.2.4')).every(({ id }) => !id.startsWith('NSWG')));
  });

  it('KEV and what the NVD says are joined by CVE', () => {
    assert.deepEqual(database.about('CVE-2025-48384')?.kev?.added, '2025-08-25');
    assert.deepEqual(database.about('CVE-2023-27314')?.severities[0]?.score, 7.5);
    assert.equal(database.about('CVE-1999-0001'), null);
  });

  it('what no feed speaks of is uncovered; what feeds speak of and lack is clean', () => {
    const ask = (ecosystem: string): unknown => database.ask(ecosystem, 'nothing-of-this-name');
    assert.equal(ask('Debian:99'), null);
    assert.equal(ask('Maven'), null);
    assert.deepEqual(ask('Debian:12'), []);
  });

  it('every finding explains itself', () => {
    const findings = find(
      packageOf('Debian:12', 'deb', 'samba', '2:4.17.9+dfsg-0+deb12u1'),
      packageOf('Go', 'golang', 'stdlib', '1.15'),
    );
    assert.ok(findings.length > 100);
    for (const finding of findings) {
      const text = explainFinding(finding).join('\n');
      assert.match(text, /^advisory: \S+ of \S+/m);
      assert.match(text, /^says of: \S+ \S+: \S/m);
      assert.match(text, /^compared: \S/m);
      assert.match(text, /^seen: list$/m);
    }
  });
});
