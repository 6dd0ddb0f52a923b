/** `plimsoll images scan` as a user calls it, over real roots and advisories; dpkg is the judge. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { buildDatabase } from '../../src/advisories/build.ts';
import type { ScanReport } from '../../src/model/scan-report.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { bookworm, data, output, unless } from '../packages/packages.ts';

const alpine = join(data, 'rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
const debianFeed = join(data, 'advisories/debian/debian12-from-changelogs.osv.json');
const trackerFeed = join(data, 'advisories/debian/debian_security_tracker_mock.json');
const secdb = join(data, 'advisories/alpine/v3.20-openssl.secdb.json');

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-scan-'));
after(() => rmSync(folder, { recursive: true }));

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const schemaFile = join(import.meta.dirname, '../../docs/schemas/plimsoll.scan-1.schema.json');
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

/** Feeds of today, so that age decides nothing. */
async function database(name: string, paths: readonly string[]): Promise<string> {
  const out = join(folder, name, 'advisories.db');
  const now = new Date().toISOString();
  await buildDatabase(
    paths.map((path) => ({ path, fetched: now })),
    out,
    { now },
  );
  return out;
}

/** Every report that a test sees is valid. */
async function scan(...args: readonly string[]): Promise<{ report: ScanReport; code: number | null; out: string }> {
  const { code, out, err } = await run(...args, '--format', 'json');
  assert.equal(err, '');
  const report = JSON.parse(out) as ScanReport;
  assert.ok(validate(report), ajv.errorsText(validate.errors).slice(0, 2000));
  return { report, code, out };
}

const run = (...args: readonly string[]) =>
  plimsoll(['images', 'scan', ...args], { cwd: folder, env: { PLIMSOLL_HOME: join(folder, 'home') } });

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The fixed versions that the Debian feeds themselves give for a source in bookworm, by CVE; `open` has none. */
function fixesOfFeeds(): Map<string, { cve: string; fixed: string | null }[]> {
  const fixes = new Map<string, { cve: string; fixed: string | null }[]>();
  const add = (source: string, cve: string, fixed: string | null): void =>
    void fixes.set(source, [...(fixes.get(source) ?? []), { cve, fixed }]);
  const records = JSON.parse(readFileSync(debianFeed, 'utf8')) as {
    upstream: string[];
    affected: { package: { name: string }; ranges: { events: { fixed?: string }[] }[] }[];
  }[];
  for (const { upstream, affected } of records)
    for (const entry of affected)
      for (const { fixed } of entry.ranges.flatMap(({ events }) => events))
        if (fixed !== undefined) add(entry.package.name, upstream[0]!, fixed);
  const tracker = JSON.parse(readFileSync(trackerFeed, 'utf8')) as Record<
    string,
    Record<string, { releases: Record<string, { status: string; fixed_version?: string }> }>
  >;
  for (const [source, issues] of Object.entries(tracker))
    for (const [cve, { releases }] of Object.entries(issues)) {
      const release = releases['bookworm'];
      if (release?.status === 'open') add(source, cve, null);
      // The tracker writes 0 for a release that never had the vulnerability.
      if (release?.status === 'resolved' && release.fixed_version !== '0') add(source, cve, release.fixed_version!);
    }
  return fixes;
}

function isBefore(a: string, b: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    execFile('dpkg', ['--compare-versions', a, 'lt', b], (error) => {
      if (error !== null && error.code !== 1) reject(error);
      else resolve(error === null);
    });
  });
}

describe('a root of bookworm without the security suite', () => {
  const skip = unless('mmdebstrap', 'dpkg', 'dpkg-query', 'tar');
  it('has the vulnerabilities that dpkg finds in the feeds, no more, no fewer, each explained', { skip }, async () => {
    const root = bookworm();
    const admin = mkdtempSync(join(folder, 'admin-'));
    writeFileSync(join(admin, 'status'), output('tar', ['-xOf', root, './var/lib/dpkg/status']));
    output('mkdir', [join(admin, 'info'), join(admin, 'updates')]);
    const format = '${Package}\t${source:Package}\t${source:Version}\n';
    const installed = output('dpkg-query', [`--admindir=${admin}`, '-W', '-f', format])
      .trim()
      .split('\n');
    const fixes = fixesOfFeeds();
    const pending = installed.flatMap((line) => {
      const [name, source, version] = line.split('\t') as [string, string, string];
      return (fixes.get(source) ?? []).map(({ cve, fixed }) => ({ name, version, cve, fixed }));
    });
    assert.ok(pending.length > 100, `${pending.length} comparisons`);
    const expected = new Set<string>();
    const judge = async (): Promise<void> => {
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const { name, version, cve, fixed } = next;
        if (fixed === null || (await isBefore(version, fixed))) expected.add(`${cve} ${name}`);
      }
    };
    await Promise.all([judge(), judge(), judge()]);
    assert.ok(expected.size > 20, `${expected.size} vulnerabilities`);

    const { report } = await scan(root, '--advisories', await database('debian', [debianFeed, trackerFeed]));
    const found = report.vulnerabilities.map(({ aliases, id, package: { name } }) => {
      const cve = [id, ...aliases].find((one) => one.startsWith('CVE-'));
      return `${cve} ${name}`;
    });
    assert.deepEqual(found.toSorted(), [...expected].toSorted());
    for (const row of report.vulnerabilities) {
      assert.match(row.because, / < fixed |no fix|affected/, row.id);
      assert.ok(row.explanations.length > 0 && row.explanations.every(({ range }) => range !== ''), row.id);
      assert.match(`${row.at.file}:${row.at.line}`, /^var\/lib\/dpkg\/status:\d+$/);
      assert.match(row.fingerprint, /^[0-9a-f]{16}$/);
    }
    assert.equal(new Set(report.vulnerabilities.map(({ fingerprint }) => fingerprint)).size, expected.size);
    assert.equal(report.packages.filter(({ purl }) => purl.startsWith('pkg:deb/')).length, installed.length);
  });
});

describe('Alpine 3.20.3', () => {
  it('shows the CVEs of openssl that are mended after it, in both libraries', async () => {
    const { report, code } = await scan(alpine, '--advisories', await database('alpine', [secdb]));
    const fixes = JSON.parse(readFileSync(secdb, 'utf8')) as {
      packages: { pkg: { name: string; secfixes: Record<string, string[]> } }[];
    };
    // 3.3.2-r0 is in the image; apk orders the rest of the 3.3 line by its last two numbers.
    const later = Object.entries(fixes.packages.find(({ pkg }) => pkg.name === 'openssl')!.pkg.secfixes)
      .filter(([version]) => /^3\.3\.(2-r[1-9]|[3-9]-r|\d\d)/.test(version))
      .flatMap(([, names]) => names.map((name) => name.split(' ')[0]!));
    assert.ok(later.includes('CVE-2024-9143') && later.includes('CVE-2024-12797'));
    for (const library of ['libssl3', 'libcrypto3']) {
      const own = report.vulnerabilities.filter(({ package: { name } }) => name === library);
      const cves = own.flatMap(({ id, aliases }) => [id, ...aliases].filter((name) => name.startsWith('CVE-')));
      assert.deepEqual(cves.toSorted(), later.toSorted());
    }
    assert.deepEqual([report.answer, code], ['unknown', 2]);
    assert.match(report.because, /nobody says how severe/);
    assert.deepEqual(report.image.os, {
      id: 'alpine',
      version: '3.20.3',
      name: 'Alpine Linux v3.20',
      eol: '2026-04-01',
    });
    assert.deepEqual(report.coverage.ecosystems[0], { ecosystem: 'Alpine:v3.20', packages: 14, covered: true });
    // Programs that are known by their version are packages of Alpine, and were held against advisories as such.
    const others = report.packages.filter(({ ecosystem }) => ecosystem === null);
    assert.ok(others.every(({ owner }) => owner?.startsWith('pkg:apk/alpine/')));
    assert.deepEqual(
      report.gaps.map(({ code }) => code),
      ['ADVISORIES_OLD', 'IMAGE_CONFIG_ABSENT', 'SECRETS_UNSEARCHED'],
    );
  });

  it('is told whole without a database, and the answer is unknown with what would help', async () => {
    const { report, code } = await scan(alpine);
    const listed = report.packages.filter(({ ecosystem }) => ecosystem === 'Alpine:v3.20');
    assert.deepEqual([report.answer, code, listed.length, report.database], ['unknown', 2, 14, null]);
    assert.match(report.toKnow ?? '', /plimsoll advisories update/);
    assert.equal((await run(alpine, '--unknown=pass')).code, 0);
  });
});

describe('an image', () => {
  const rated = {
    id: 'TEST-1',
    modified: '2026-01-01T00:00:00Z',
    upstream: ['CVE-2099-0001'],
    summary: 'a hole of zlib',
    affected: [
      {
        package: { ecosystem: 'Wolfi', name: 'zlib' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.3.1-r9' }] }],
        database_specific: {},
      },
    ],
    database_specific: { severity: 'HIGH' },
  };
  const noFix = {
    ...rated,
    id: 'TEST-2',
    upstream: ['CVE-2099-0002'],
    affected: [{ ...rated.affected[0]!, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }],
  };
  const kev = { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2099-0003', dateAdded: '2026-02-03' }] };
  const low = { ...rated, id: 'TEST-3', upstream: ['CVE-2099-0003'], database_specific: { severity: 'LOW' } };
  // Of a distribution without releases, so that no end of life decides.
  const root = join(folder, 'root');
  let one: string;
  /** Of what is exploited, and in no image here: without one a scan is not whole. */
  let catalogue: string;
  before(async () => {
    mkdirSync(join(root, 'lib/apk/db'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/os-release'), 'ID=wolfi\nNAME="Wolfi"\nVERSION_ID="20230201"\n');
    writeFileSync(
      join(root, 'lib/apk/db/installed'),
      'P:zlib\nV:1.3.1-r1\nA:x86_64\n\nP:musl\nV:1.2.5-r0\nA:x86_64\n\n',
    );
    catalogue = file('catalogue.json', {
      ...kev,
      vulnerabilities: [{ cveID: 'CVE-1999-0001', dateAdded: '2026-02-03' }],
    });
    one = await database('one', [file('one.json', rated), catalogue]);
  });

  it('is no, with a high vulnerability; the threshold, a fix, a waiver, VEX and a baseline each decide', async () => {
    const { report, code, out } = await scan(root, '--advisories', one);
    assert.deepEqual([report.answer, code, report.vulnerabilities[0]?.check], ['no', 1, 'IMG-154']);
    assert.equal((await scan(root, '--advisories', one)).out.replace(/"at": .*/, ''), out.replace(/"at": .*/, ''));
    assert.equal((await run(root, '--advisories', one, '--fail-on', 'critical')).code, 0);

    const unfixed = await database('unfixed', [file('two.json', noFix), catalogue]);
    assert.equal((await scan(root, '--advisories', unfixed)).code, 1);
    const fixable = await scan(root, '--advisories', unfixed, '--only-fixed');
    assert.deepEqual([fixable.code, fixable.report.vulnerabilities.length], [0, 1]);

    const waivers = `waivers:\n  - { vulnerability: CVE-2099-0001, package: zlib, reason: r, approver: a, expires: 2099-01-01 }\n`;
    const waived = await scan(root, '--advisories', one, '--config', file('waived.yaml', waivers));
    assert.deepEqual([waived.code, waived.report.vulnerabilities[0]?.waiver?.approver], [0, 'a']);
    const expired = file('expired.yaml', waivers.replace('2099-01-01', '2020-01-01'));
    const late = await scan(root, '--advisories', one, '--config', expired);
    assert.deepEqual([late.code, late.report.gaps.map((gap) => gap.code).includes('WAIVER_EXPIRED')], [1, true]);
    const another = file('another.yaml', waivers.replace('package: zlib', 'package: apk-tools'));
    assert.equal((await scan(root, '--advisories', one, '--config', another)).code, 1);

    const vex = file('vex.json', {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: 'Acme',
      timestamp: '2026-01-01T00:00:00Z',
      statements: [
        {
          vulnerability: { name: 'CVE-2099-0001' },
          products: [{ '@id': 'pkg:apk/wolfi/zlib' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
        },
      ],
    });
    const cleared = await scan(root, '--advisories', one, '--vex', vex);
    const [row] = cleared.report.vulnerabilities;
    assert.deepEqual(
      [cleared.code, row?.state, row?.decidedBy?.by, row?.decidedBy?.file],
      [0, 'not-affected', 'Acme', vex],
    );

    const baseline = file('baseline.json', out);
    const since = await scan(root, '--advisories', one, '--since', baseline);
    assert.deepEqual([since.code, since.report.since?.known, since.report.vulnerabilities[0]?.isNew], [0, 1, false]);
    const both = await database('both', [file('one.json', rated), file('two.json', noFix)]);
    assert.equal((await scan(root, '--advisories', both, '--since', baseline)).code, 1);
  });

  it('counts what is exploited as high, and what is malicious as critical', async () => {
    const exploited = await database('kev', [file('low.json', low), file('kev.json', kev)]);
    const { report, code } = await scan(root, '--advisories', exploited);
    const [row] = report.vulnerabilities;
    assert.deepEqual([code, row?.check, row?.severity, row?.kev?.added], [1, 'IMG-153', 'high', '2026-02-03']);
    const malicious = await database('malicious', [file('mal.json', { ...noFix, id: 'MAL-2099-1', upstream: [] })]);
    const found = await scan(root, '--advisories', malicious, '--only-fixed', '--fail-on', 'critical');
    assert.deepEqual([found.code, found.report.vulnerabilities[0]?.check], [1, 'IMG-152']);
  });

  it('is unknown without a catalogue of what is exploited', async () => {
    const harmless = { ...rated, affected: [{ ...rated.affected[0]!, package: { ecosystem: 'Wolfi', name: 'x' } }] };
    const bare = [file('harmless.json', harmless)];
    assert.equal((await scan(root, '--advisories', await database('bare', bare))).code, 2);
    assert.equal((await scan(root, '--advisories', await database('whole', [...bare, catalogue]))).code, 0);
  });

  it('is unknown by advisories that are older than allowed', async () => {
    const old = join(folder, 'old', 'advisories.db');
    const fetched = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const harmless = {
      ...rated,
      affected: [{ ...rated.affected[0]!, package: { ecosystem: 'Wolfi', name: 'x' } }],
    };
    const feeds = [file('old.json', harmless), catalogue].map((path) => ({ path, fetched }));
    await buildDatabase(feeds, old, { now: new Date().toISOString() });
    assert.equal((await scan(root, '--advisories', old)).code, 2);
    assert.equal((await scan(root, '--advisories', old, '--max-age', '30')).code, 0);
  });

  it('is told in every form, to a file too', async () => {
    for (const format of ['text', 'json', 'sarif', 'junit', 'gitlab', 'github']) {
      const path = join(folder, `report.${format}`);
      const { code, out } = await run(root, '--advisories', one, '-f', format, '-o', path);
      assert.deepEqual([code, out], [1, '']);
      assert.match(readFileSync(path, 'utf8'), /CVE-2099-0001/);
    }
  });

  it('is asked by the card, and explained, in the same words and by the same fingerprint', async () => {
    const { report } = await scan(root, '--advisories', one);
    const { fingerprint } = report.vulnerabilities[0]!;
    const options = { cwd: folder, env: { PLIMSOLL_HOME: join(folder, 'home') } };
    const card = await plimsoll(['ask', `image:${root}`, '--advisories', one, '-f', 'json'], options);
    const { outcomes } = JSON.parse(card.out) as {
      outcomes: { check: string; verdict: string; fingerprint: string }[];
    };
    const own = outcomes.filter(({ check, verdict }) => check.startsWith('IMG-15') && verdict !== 'unknown');
    assert.deepEqual(own.map(({ check, verdict }) => `${check} ${verdict}`).toSorted(), [
      'IMG-151 pass',
      'IMG-152 pass',
      'IMG-153 pass',
      'IMG-154 fail',
      'IMG-155 pass',
    ]);
    assert.equal(own.find(({ check }) => check === 'IMG-154')!.fingerprint, fingerprint);
    assert.ok(outcomes.some(({ check, verdict }) => check === 'IMG-173' && verdict === 'fail'));

    const saved = file('saved.json', JSON.stringify(report));
    for (const words of [
      [fingerprint.slice(0, 8), `image:${root}`, '--advisories', one],
      ['cve-2099-0001', `image:${root}`, '--advisories', one],
      ['CVE-2099-0001/zlib', '--report', saved],
      [fingerprint, '--report', saved],
    ]) {
      const { code, out } = await plimsoll(['explain', ...words], options);
      assert.equal(code, 0, words.join(' '));
      assert.match(out, /advisory +TEST-1/);
      assert.match(out, /range +Wolfi zlib: introduced 0, fixed 1\.3\.1-r9/);
      assert.match(out, /compared +introduced 0 ≤ 1\.3\.1-r1 < fixed 1\.3\.1-r9/);
      assert.match(out, /listed in +lib\/apk\/db\/installed:\d+/);
    }
  });
});

describe('an archive of docker save', () => {
  it('tells of each finding which layer brought the package, and the line that made the layer', async () => {
    const record = {
      id: 'TEST-9',
      modified: '2026-01-01T00:00:00Z',
      affected: [
        {
          package: { ecosystem: 'Alpine:v3.11', name: 'zlib' },
          ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.2.12-r0' }] }],
        },
      ],
      database_specific: { severity: 'CRITICAL' },
    };
    const path = await database('old-alpine', [file('nine.json', record)]);
    const { report, code } = await scan(join(data, 'images/trivy-alpine-311.tar.gz'), '--advisories', path);
    const [row] = report.vulnerabilities;
    const [layer] = report.image.layers;
    assert.equal(code, 1);
    assert.match(layer?.createdBy ?? '', /ADD file:/);
    assert.deepEqual([row?.layer, row?.createdBy, row?.severity], [layer?.diffId, layer?.createdBy, 'critical']);
    assert.ok(report.gaps.some(({ because }) => because.includes('no security fixes since 2021-11-01')));
  });
  it('without a single package is unknown: nothing was held against anything', async () => {
    const path = await database('any', [secdb]);
    const { report, code } = await scan(join(data, 'images/hello-world-v25.tar'), '--advisories', path);
    assert.deepEqual([code, report.answer, report.packages], [2, 'unknown', []]);
  });
});

describe('images scan refuses', () => {
  const refused: readonly [args: string[], code: string][] = [
    [[], 'BAD_ARGUMENT'],
    [[alpine, alpine], 'BAD_ARGUMENT'],
    [['/no/such.tar'], 'NO_SUCH_TARGET'],
    [[alpine, '--max-age', '-1'], 'BAD_ARGUMENT'],
    [[alpine, '--vex', '/no/such.json'], 'NO_SUCH_TARGET'],
    [[alpine, '--vex', secdb], 'UNKNOWN_TARGET'],
    [[alpine, '--since', '/no/such.json'], 'NO_SUCH_TARGET'],
    [[alpine, '--since', secdb], 'UNKNOWN_TARGET'],
    [[alpine, '--format', 'html'], 'BAD_ARGUMENT'],
  ];
  for (const [args, code] of refused) {
    it(args.map((one) => one.split('/').at(-1)).join(' ') || 'no image', async () => {
      const ran = await run(...args);
      assert.equal(ran.code, 3);
      assert.match(ran.err, new RegExp(`^plimsoll: ${code}: `));
    });
  }
});

describe('the Go 1.15 executable', () => {
  it('has the vulnerabilities of its standard library and modules that the Go feed tells of', async () => {
    const root = join(folder, 'go');
    mkdirSync(join(root, 'etc'), { recursive: true });
    mkdirSync(join(root, 'usr/bin'), { recursive: true });
    writeFileSync(join(root, 'etc/os-release'), 'ID=wolfi\nVERSION_ID=1\n');
    copyFileSync(join(data, 'binaries/go-1.15-executable'), join(root, 'usr/bin/app'));
    const archive = globSync(join(data, 'advisories/go/*.tar.xz'))[0]!;
    const { report } = await scan(root, '--advisories', await database('go', [archive]));
    const modules = report.packages.filter(({ ecosystem }) => ecosystem === 'Go');
    assert.ok(modules.some(({ name, version }) => name === 'stdlib' && version === '1.15.2'));
    assert.ok(modules.length > 2);

    output('mkdir', [join(folder, 'feed')]);
    output('tar', ['-xJf', archive, '-C', join(folder, 'feed')]);
    const expected = new Set<string>();
    let spoken = 0;
    for (const path of globSync(join(folder, 'feed/**/GO-*.json'))) {
      const record = JSON.parse(readFileSync(path, 'utf8')) as {
        id: string;
        withdrawn?: string;
        affected: {
          package: { name: string };
          ranges?: { events: { introduced?: string; fixed?: string }[] }[];
        }[];
      };
      if (record.withdrawn !== undefined) continue;
      for (const { package: named, ranges = [] } of record.affected)
        for (const { name, version } of modules) {
          if (name !== named.name) continue;
          spoken++;
          if (ranges.some(({ events }) => isIn(events, version))) expected.add(`${record.id} ${name}`);
        }
    }
    assert.ok(spoken > 100);
    const found = report.vulnerabilities.map(({ id, aliases, package: { name } }) =>
      [id, ...aliases].filter((one) => one.startsWith('GO-')).map((one) => `${one} ${name}`),
    );
    assert.deepEqual(new Set(found.flat()), expected);
    for (const { explanations, at } of report.vulnerabilities) {
      assert.equal(at.file, 'usr/bin/app');
      assert.ok(explanations.every(({ range, comparison }) => range !== '' && comparison !== ''));
    }
  });
});

/** OSV's own algorithm over sorted events, for versions of three numbers and their prereleases. */
function isIn(events: readonly { introduced?: string; fixed?: string }[], version: string): boolean {
  let inside = false;
  for (const { introduced, fixed } of events) {
    if (introduced !== undefined && !isOlder(version, introduced)) inside = true;
    if (fixed !== undefined && !isOlder(version, fixed)) inside = false;
  }
  return inside;
}

function isOlder(a: string, b: string): boolean {
  if (!/^\d+\.\d+\.\d+/.test(a)) return false;
  const key = (text: string): string => {
    const [numbers = '', prerelease] = text.split('-');
    const parts = numbers.split('.').map((part) => part.padStart(6, '0'));
    return `${[...parts, '000000', '000000'].slice(0, 3).join('.')}${prerelease === undefined ? '~' : `-${prerelease}`}`;
  };
  return key(a) < key(b);
}
