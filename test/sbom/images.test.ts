/** Real images, and the SBOMs of them in their place: what is found is the same, by the command line as users call it. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { buildDatabase } from '../../src/advisories/build.ts';
import type { ScanReport } from '../../src/model/scan-report.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { configOf, layerType, saved, Scratch, type Layer } from '../image/build.ts';
import { tar } from '../image/tar-writer.ts';
import { data, unless } from '../packages/packages.ts';
import { askSpdxTools, convertCycloneDx } from './judges.ts';

const scratch = new Scratch();
const home = scratch.path;
const root = join(data, 'rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz');
const go = join(data, 'binaries/go-1.15-executable');
const feeds = [
  'alpine/v3.20-openssl.secdb.json',
  'go/govulndb-osv-2026-08-21.tar.xz',
  'kev/known_exploited_vulnerabilities.json',
];

/** Alpine with a Go program on top, and a line of history for each layer. */
function webImage(): string {
  const [base, program] = [gunzipSync(readFileSync(root)), tar([{ name: 'usr/bin/tool', body: readFileSync(go) }])];
  const layers = [base, program].map((bytes): Layer => ({ tar: bytes, stored: bytes, mediaType: layerType }));
  const history = ['ADD root', 'COPY --chmod=0755 tool /usr/bin'].map((created_by) => ({
    created_by,
    created: '2024-09-06T22:20:07.123Z',
  }));
  const config = configOf(layers, {
    created: '2024-09-06T22:20:07.123Z',
    history,
    config: { Labels: { maintainer: 'a "b"' }, Env: ['TOKEN=not-to-be-told'] },
  });
  return scratch.file('web.tar', tar(saved(layers, { tags: ['ghcr.io/acme/web:1.2'], config })));
}

const run = (...args: readonly string[]) => plimsoll(args, { cwd: home, env: { PLIMSOLL_HOME: home } });

async function sbom(image: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await run('images', 'sbom', image, '--quiet', ...args);
  assert.ok(code === 0 || code === 2, err);
  return out;
}

async function scan(image: string, ...args: readonly string[]): Promise<ScanReport> {
  const { out, err } = await run('images', 'scan', image, '--format', 'json', '--unknown', 'pass', ...args);
  assert.equal(err, '');
  return JSON.parse(out) as ScanReport;
}

/** All that is said of packages and of what is wrong with them, without where that was read. */
function said({ packages, vulnerabilities, image, answer, coverage }: ScanReport) {
  return {
    answer,
    packages,
    image: { ...image, layers: image.layers },
    vulnerabilities: vulnerabilities.map((one) => ({ ...one, at: null })),
    open: coverage.open,
    cleared: coverage.cleared,
  };
}

const forms = [
  ['cyclonedx', '1.6'],
  ['cyclonedx', '1.7'],
  ['spdx', '2.3'],
] as const;

describe('SBOMs in place of images', () => {
  before(async () => {
    for (const feed of feeds) assert.ok(existsSync(join(data, 'advisories', feed)), `${feed} is missing`);
    const now = new Date().toISOString();
    await buildDatabase(
      feeds.map((feed) => ({ path: join(data, 'advisories', feed), fetched: now })),
      join(home, 'data/advisories/advisories.db'),
      { now },
    );
  });

  it('findings of the SBOM are findings of the image', async () => {
    const path = webImage();
    // An SBOM has no layers to search.
    const ofImage = await scan(path, '--no-secrets');
    assert.ok(
      ofImage.vulnerabilities.some(({ package: { name } }) => name === 'stdlib'),
      'of the Go program',
    );
    assert.ok(
      ofImage.vulnerabilities.some(({ package: { name } }) => name === 'libcrypto3'),
      'of Alpine',
    );
    assert.ok(ofImage.vulnerabilities.every(({ createdBy }) => createdBy !== null));
    for (const [format, version] of forms) {
      const text = await sbom(path, '-f', format, '--spec-version', version);
      assert.ok(!text.includes('not-to-be-told'), 'how it is run stays out');
      const ofSbom = await scan(scratch.file(`web-${format}-${version}.json`, Buffer.from(text)));
      assert.deepEqual(said(ofSbom), said(ofImage), format);
      const codes = (report: ScanReport) => report.gaps.map(({ code }) => code).filter((code) => code !== 'SBOM_ONLY');
      assert.deepEqual(codes(ofSbom).toSorted(), codes(ofImage).toSorted());
    }
  });

  it('the same image gives the same bytes, under whatever name and however often', async () => {
    const path = webImage();
    const copy = join(home, 'copy.tar');
    copyFileSync(path, copy);
    for (const [format] of forms) {
      const first = await sbom(path, '-f', format);
      assert.equal(await sbom(copy, '-f', format), first);
      assert.equal(
        await sbom(scratch.file(`again-${format}.json`, Buffer.from(first)), '-f', format),
        first,
        'SBOM of an SBOM',
      );
    }
    const cyclonedx = scratch.file('x.cdx.json', Buffer.from(await sbom(path)));
    const there = scratch.file('x.spdx.json', Buffer.from(await sbom(cyclonedx, '-f', 'spdx')));
    assert.equal(await sbom(there), readFileSync(cyclonedx, 'utf8'), 'from CycloneDX to SPDX and back');
  });

  it('is dated by the image, or by SOURCE_DATE_EPOCH', async () => {
    const path = webImage();
    assert.match(await sbom(path), /"timestamp": "2024-09-06T22:20:07Z"/);
    const { out } = await plimsoll(['images', 'sbom', path, '-f', 'spdx'], {
      cwd: home,
      env: { SOURCE_DATE_EPOCH: '86400', PLIMSOLL_HOME: home },
    });
    assert.match(out, /"created": "1970-01-02T00:00:00Z"/);
    const { code, err } = await plimsoll(['images', 'sbom', path], {
      cwd: home,
      env: { SOURCE_DATE_EPOCH: 'now', PLIMSOLL_HOME: home },
    });
    assert.equal(code, 3);
    assert.match(err, /BAD_ARGUMENT: SOURCE_DATE_EPOCH/);
  });

  it('what could not be read of the image stands in the SBOM, and comes out of it again', async () => {
    const broken = tar([
      { name: 'etc/os-release', body: 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n' },
      { name: 'lib/apk/db/installed', body: 'P:a\nV:1-r0\n\nP:b\n\n' },
    ]);
    const layer: Layer = { tar: broken, stored: broken, mediaType: layerType };
    const path = scratch.file('broken.tar', tar(saved([layer])));
    for (const format of ['cyclonedx', 'spdx']) {
      const { code, out, err } = await run('images', 'sbom', path, '-f', format);
      assert.equal(code, 2);
      assert.match(err, /the SBOM is not complete, and says so/);
      assert.match(out, /PACKAGES_UNREADABLE/);
      if (format === 'cyclonedx') assert.match(out, /"aggregate": "incomplete"/);
      const again = await scan(scratch.file('broken.json', Buffer.from(out)));
      assert.ok(again.gaps.some(({ code }) => code === 'PACKAGES_UNREADABLE'));
      assert.notEqual(again.answer, 'yes');
    }
  });

  it('ask takes an SBOM for its image', async () => {
    const path = scratch.file('asked.cdx.json', Buffer.from(await sbom(webImage())));
    const { out } = await run('ask', path, '--format', 'json');
    const report = JSON.parse(out) as {
      outcomes: { check: string; aspect: string; verdict: string }[];
      gaps: { code: string }[];
    };
    // The feeds rate none of them, which is not harmless.
    assert.ok(report.outcomes.filter(({ check }) => check === 'IMG-154').length > 100);
    assert.ok(report.gaps.some(({ code }) => code === 'SBOM_ONLY'));
    const layers = report.outcomes.filter(({ aspect }) => aspect === 'images/signatures');
    assert.ok(layers.length > 0 && layers.every(({ verdict }) => verdict === 'unknown'), 'nobody looked at the layers');
  });

  it('VEX inside an SBOM clears only where it is named, and says that it is there', async () => {
    const purl = 'pkg:apk/alpine/libcrypto3@3.3.0-r0?arch=x86_64&distro=alpine-3.20.3&upstream=openssl';
    const components = [
      { type: 'operating-system', name: 'alpine', version: '3.20.3' },
      { type: 'library', name: 'libcrypto3', version: '3.3.0-r0', purl, 'bom-ref': 'x' },
    ];
    const head = { bomFormat: 'CycloneDX', specVersion: '1.6', components };
    const id = (await scan(scratch.file('plain.json', Buffer.from(JSON.stringify(head))))).vulnerabilities[0]!.id;
    const analysis = { state: 'not_affected', justification: 'code_not_reachable', detail: 'never called' };
    const json = JSON.stringify({ ...head, vulnerabilities: [{ id, analysis, affects: [{ ref: 'x' }] }] });
    const xml = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library" bom-ref="x">
      <name>libcrypto3</name><purl>${purl.replaceAll('&', '&amp;')}</purl></component></components><vulnerabilities>
      <vulnerability><id>${id}</id><analysis><state>not_affected</state><justification>code_not_reachable</justification>
      </analysis><affects><target><ref>x</ref></target></affects></vulnerability></vulnerabilities></bom>`;
    const file = scratch.file('vex.json', Buffer.from(json));
    const stateIn = ({ vulnerabilities }: ScanReport) => vulnerabilities.find((one) => one.id === id)?.state;
    const unnamed = await scan(file);
    assert.notEqual(stateIn(unnamed), 'not-affected');
    assert.ok(unnamed.gaps.some(({ code }) => code === 'SBOM_VEX_UNUSED'));
    for (const vex of [file, scratch.file('vex.xml', Buffer.from(xml))]) {
      const named = await scan(file, '--vex', vex);
      assert.equal(stateIn(named), 'not-affected');
    }
  });

  it('what is no SBOM, or one that cannot be read, is refused with its reason', async () => {
    writeFileSync(join(home, 'cut.json'), '{"bomFormat": "CycloneDX", "specVersion": "1.6", ');
    writeFileSync(join(home, 'some.json'), '{"a": 1}');
    for (const [file, message] of [
      ['cut.json', /UNKNOWN_TARGET: cut\.json is an SBOM that cannot be read: it is no JSON/],
      ['some.json', /UNKNOWN_TARGET: .* no SBOM/],
    ] as const) {
      const { code, err } = await run('images', 'scan', file);
      assert.equal(code, 3);
      assert.match(err, message);
    }
    const chosen = scratch.file('one.cdx.json', Buffer.from(await sbom(webImage())));
    const { code, err } = await run('images', 'scan', chosen, '--platform', 'linux/arm64');
    assert.equal(code, 3);
    assert.match(err, /the SBOM of one image/);
    assert.match((await run('images', 'sbom', chosen, '-f', 'spdx', '--spec-version', '1.7')).err, /none of spdx/);
  });

  it('spdx-tools judges SPDX of real images, and its tag-value is read back', { skip: unless('python3') }, async () => {
    for (const [index, path] of reals().entries()) {
      const file = scratch.file(`${index}.spdx.json`, Buffer.from(await sbom(path, '-f', 'spdx')));
      const tagValue = join(home, `${index}.spdx`);
      assert.equal(askSpdxTools(file, tagValue), '', path);
      assert.equal(await sbom(tagValue, '-f', 'spdx'), readFileSync(file, 'utf8'), 'through tag-value');
      const broken = readFileSync(file, 'utf8').replace('"SPDXRef-DOCUMENT"', '"SPDXRef-OTHER"');
      const wrong = scratch.file('wrong.spdx.json', Buffer.from(broken));
      assert.match(askSpdxTools(wrong), /SPDXRef-DOCUMENT/, 'the judge judges');
    }
  });

  it(
    'CycloneDX’s own library judges, and each of its versions and forms is read',
    { skip: unless('python3') },
    async () => {
      for (const [index, path] of reals().entries()) {
        const text = await sbom(path);
        const folder = join(home, `forms-${index}`);
        mkdirSync(folder);
        assert.equal(convertCycloneDx(scratch.file(`${index}.cdx.json`, Buffer.from(text)), folder), '', path);
        const files = readdirSync(folder);
        assert.equal(files.length, 10);
        const told = await Promise.all(files.map((name) => packagesOf(join(folder, name))));
        assert.ok(told[0]!.length > 10);
        for (const [nth, names] of told.entries()) assert.deepEqual(names, told[0], `${path} as ${files[nth]}`);
        const again = await sbom(join(folder, '1.6.xml'));
        // The library sorts what has an order of its own: licences.
        assert.deepEqual(sorted(JSON.parse(again)), sorted(JSON.parse(text)));
      }
    },
  );
});

function reals(): string[] {
  return [
    webImage(),
    join(data, 'images/trivy-alpine-311.tar.gz'),
    join(data, 'packages/sbom/postgres-stretch.cdx.xml'),
  ];
}

/** Each once: up to version 1.2 nothing tells two files that list the same package apart. */
async function packagesOf(file: string): Promise<string[]> {
  const { packages } = await scan(file);
  const names = packages.map(({ name, version, ecosystem }) => [name, version, ecosystem].join(' '));
  return [...new Set(names)].toSorted();
}

/** The same data whatever the order of its lists, without what is made of the bytes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => JSON.stringify(sorted(one))).toSorted();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'serialNumber');
  return Object.fromEntries(entries.map(([key, held]) => [key, sorted(held)]));
}
