import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { buildDatabase } from '../../src/advisories/build.ts';
import { AdvisoryDatabase } from '../../src/advisories/database.ts';
import { image } from '../../src/facts/image.ts';
import { pkg, type Package } from '../../src/facts/package.ts';
import { InventoryStore } from '../../src/inventories/store.ts';
import { openSharedDatabase } from '../../src/io/sqlite.ts';
import { fact, type Fact } from '../../src/model/fact.ts';
import type { WatchReport } from '../../src/model/watch-report.ts';
import { rescan } from '../../src/scan/rescan.ts';
import { imageScan, type ImageScan } from '../../src/facts/vulnerability.ts';
import { scanImages, type ScanOptions } from '../../src/scan/scan-images.ts';
import { storeInventories } from '../../src/scan/store-inventories.ts';
import type { VexFile } from '../../src/scan/vex-files.ts';
import { imageFact } from '../checks/image.ts';

const folder = mkdtempSync(join(tmpdir(), 'rescan-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const now = '2026-11-24T12:00:00.000Z';
let made = 0;

function imageOf(name: string, packages: readonly Partial<Package>[]): Fact[] {
  const at = { source: 'image', file: name };
  const about = { subject: { source: 'image', kind: 'Image', name }, stage: 'declared' as const };
  const { value } = imageFact({
    references: [name],
    digest: `sha256:${name}`,
    id: `sha256:id-${name}`,
    platform: 'linux/amd64',
    at,
  });
  return [
    fact(image, about, value, at),
    ...packages.map((over, index) => {
      const own = {
        name: 'a',
        version: '1.0.0',
        ecosystem: 'npm',
        type: 'npm',
        source: null,
        licenses: [],
        layer: null,
        file: `list-${index}`,
        image: value.id,
        at: { source: 'image', file: `list-${index}` },
        ...over,
      };
      return fact(pkg, about, { purl: `pkg:${own.type}/${own.name}@${own.version}`, ...own }, own.at);
    }),
  ];
}

interface Advisory {
  readonly id: string;
  readonly name: string;
  readonly fixed?: string | null;
  readonly severity?: string;
  readonly aliases?: readonly string[];
  readonly ecosystem?: string;
}

/** A database of these advisories, and CVE ids that CISA lists. */
async function databaseOf(
  advisories: readonly Advisory[],
  exploited: readonly string[] = [],
): Promise<AdvisoryDatabase> {
  const path = join(folder, String(made++));
  mkdirSync(path);
  for (const { id, name, fixed, severity, aliases = [], ecosystem = 'npm' } of [
    { id: 'X-0', name: 'other' },
    { id: 'X-00', name: 'other', ecosystem: 'Debian:12' },
    ...advisories,
  ] as Advisory[]) {
    const events = [{ introduced: '0' }, ...(fixed === undefined || fixed === null ? [] : [{ fixed }])];
    writeFileSync(
      join(path, `${id}.json`),
      JSON.stringify({
        id,
        modified: '2026-01-01T00:00:00Z',
        aliases,
        database_specific: severity === undefined ? {} : { severity },
        affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
      }),
    );
  }
  const vulnerabilities = exploited.map((cveID) => ({ cveID }));
  writeFileSync(join(path, 'kev.json'), JSON.stringify({ catalogVersion: '1', vulnerabilities }));
  const out = join(folder, `${made++}.db`);
  await buildDatabase([{ path, fetched: now }], out, { now });
  const opened = AdvisoryDatabase.open(out);
  if (typeof opened === 'string') throw new Error(opened);
  return opened;
}

const optionsOf = (database: AdvisoryDatabase, vex: readonly VexFile[] = []): ScanOptions => ({
  advisories: { database },
  vex,
  now,
});

class Watch {
  readonly path = join(folder, `${made++}-store`, 'inventories.db');
  readonly store = InventoryStore.open(this.path);
  put(name: string, facts: readonly Fact[], database: AdvisoryDatabase): void {
    storeInventories(name, { facts }, this.store, optionsOf(database));
  }
  look(database: AdvisoryDatabase, vex: readonly VexFile[] = []): WatchReport {
    const { report, commit } = rescan(this.store, { ...optionsOf(database, vex), version: '0' });
    commit();
    return report;
  }
}

/** `+` added, `-` removed, `~` changed, each with image, id and package. */
function changesOf({ images }: WatchReport): string[] {
  return images.flatMap(({ name, added, removed, changed }) => [
    ...added.map(({ id, package: { purl } }) => `+ ${name} ${id} ${purl}`),
    ...removed.map(({ id, package: { purl } }) => `- ${name} ${id} ${purl}`),
    ...changed.map(
      ({ before, after: { id, severity, fixed, exploited } }) =>
        `~ ${name} ${id} ${before.severity} ${severity} ${fixed.join()} ${exploited}`,
    ),
  ]);
}

describe('rescan', () => {
  it('tells once what changed, and holds only touched packages against advisories', async () => {
    const watch = new Watch();
    const first = await databaseOf([{ id: 'X-1', name: 'a' }]);
    const packages = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    watch.put('one', imageOf('one', packages), first);
    watch.put('two', imageOf('two', [{ name: 'b', version: '2.0.0' }, { name: 'c' }]), first);
    assert.deepEqual(
      [changesOf(watch.look(first)), watch.look(first).coverage],
      [[], { images: 2, packages: 5, rematched: 0 }],
    );
    const second = await databaseOf([
      { id: 'X-1', name: 'a' },
      { id: 'X-2', name: 'b', fixed: '1.5.0' },
    ]);
    const report = watch.look(second);
    assert.deepEqual(changesOf(report), ['+ one X-2 pkg:npm/b@1.0.0']);
    assert.deepEqual(report.coverage, { images: 2, packages: 5, rematched: 2 });
    assert.deepEqual(changesOf(watch.look(second)), []);
    assert.deepEqual(
      changesOf(watch.look(await databaseOf([{ id: 'X-2', name: 'b', fixed: '3.0.0', severity: 'LOW' }]))),
      ['- one X-1 pkg:npm/a@1.0.0', '~ one X-2 null low 3.0.0 false', '+ two X-2 pkg:npm/b@2.0.0'],
    );
  });

  it('counts only what is wrong with feeds that speak of what is held, for each image and for all', async () => {
    const feeds = ['npm', 'Debian:12', 'Node.js', 'Maven'].map((ecosystem) => {
      const path = join(folder, `${made++}`, `feed-${ecosystem.split(':')[0]}`);
      mkdirSync(path, { recursive: true });
      for (const id of ['a', 'b']) {
        const affected = [{ package: { ecosystem, name: 'x' }, versions: ['1'] }];
        writeFileSync(join(path, `${id}.json`), JSON.stringify({ id: `${ecosystem}-${id}`, affected }));
      }
      writeFileSync(join(path, 'broken.json'), '{');
      return { path, fetched: '2026-01-01T00:00:00Z' };
    });
    const out = join(folder, `${made++}.db`);
    await buildDatabase(feeds, out, { now });
    const database = AdvisoryDatabase.open(out);
    if (typeof database === 'string') throw new Error(database);
    const one = imageOf('one', [{}]);
    const two = imageOf('two', [{ ecosystem: 'Debian:12' }, { ecosystem: 'Bitnami', type: 'generic', name: 'node' }]);
    const { facts, gaps } = scanImages({ facts: [...one, ...two], gaps: [] }, optionsOf(database));
    const subjects = (texts: readonly string[]): string[] =>
      [...new Set(texts.flatMap((text) => /^feed-[\w.]+/.exec(text)?.[0] ?? []))].toSorted();
    const unseen = facts
      .filter(({ kind }) => kind === imageScan.name)
      .map(({ value }) => subjects((value as ImageScan).unseen.map(({ because }) => because)));
    assert.deepEqual(unseen, [['feed-npm'], ['feed-Debian', 'feed-Node.js']]);
    const all = ['feed-Debian', 'feed-Node.js', 'feed-npm'];
    assert.deepEqual(subjects(gaps.map(({ subject }) => subject)), all);
    assert.equal(gaps.length, 6);
    const watch = new Watch();
    watch.put('one', one, database);
    watch.put('two', two, database);
    const told = watch.look(database).gaps.map(({ subject }) => subject);
    assert.deepEqual([subjects(told), told.length], [all, 6]);
  });

  it('sees a new advisory that Node.js has under its own name', async () => {
    const watch = new Watch();
    const node = { ecosystem: 'Bitnami', type: 'generic', name: 'node', version: '22.10.0' };
    watch.put('one', imageOf('one', [node]), await databaseOf([]));
    const newer = await databaseOf([{ id: 'NSWG-COR-1', name: 'node', ecosystem: 'Node.js', fixed: '22.11.0' }]);
    assert.deepEqual(changesOf(watch.look(newer)), ['+ one NSWG-COR-1 pkg:generic/node@22.10.0']);
  });

  it('tells again what was not taken', async () => {
    const watch = new Watch();
    watch.put('one', imageOf('one', [{}]), await databaseOf([]));
    const options = { ...optionsOf(await databaseOf([{ id: 'X-1', name: 'a' }])), version: '0' };
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(changesOf(rescan(watch.store, options).report), ['+ one X-1 pkg:npm/a@1.0.0']);
    }
  });

  it('sees that a known hole is exploited now, and that an alias became its name', async () => {
    const watch = new Watch();
    const known = { id: 'GHSA-1', name: 'a', severity: 'LOW', aliases: ['CVE-2026-0001'] };
    watch.put('one', imageOf('one', [{}, { name: 'b' }]), await databaseOf([known]));
    const report = watch.look(await databaseOf([known], ['CVE-2026-0001']));
    assert.deepEqual(changesOf(report), ['~ one GHSA-1 low high  true']);
    assert.equal(report.coverage.rematched, 1);
    const renamed = { ...known, id: 'CVE-2026-0001', aliases: ['GHSA-1'] };
    assert.deepEqual(changesOf(watch.look(await databaseOf([renamed], ['CVE-2026-0001']))), []);
  });

  it('reports what was stored without any database as soon as there is one, and says so before', () => {
    const watch = new Watch();
    const missing = { advisories: { path: '/none', because: 'there is none' }, vex: [], now };
    storeInventories('one', { facts: imageOf('one', [{}]) }, watch.store, missing);
    const { report } = rescan(watch.store, { ...missing, version: '0' });
    assert.deepEqual([report.database, report.gaps.map(({ code }) => code)], [null, ['ADVISORIES_MISSING']]);
  });

  it('and then tells it', async () => {
    const watch = new Watch();
    const missing = { advisories: { path: '/none', because: 'there is none' }, vex: [], now };
    storeInventories('one', { facts: imageOf('one', [{}]) }, watch.store, missing);
    assert.deepEqual(changesOf(watch.look(await databaseOf([{ id: 'X-1', name: 'a' }]))), [
      '+ one X-1 pkg:npm/a@1.0.0',
    ]);
  });

  it('tells of an erratum that mends more than what was known', async () => {
    const watch = new Watch();
    const [first, second] = ['CVE-2024-0001', 'CVE-2024-0002'];
    const of = (id: string, ...aliases: readonly string[]): Advisory => ({ id, name: 'a', fixed: '2', aliases });
    const one = await databaseOf([of(first)]);
    watch.put('web', imageOf('web', [{}]), one);
    assert.deepEqual(changesOf(watch.look(await databaseOf([of('GHSA-1', first)]))), []);
    assert.deepEqual(changesOf(watch.look(await databaseOf([of('GHSA-1', first, second)]))), [
      '+ web GHSA-1 pkg:npm/a@1.0.0',
      '- web GHSA-1 pkg:npm/a@1.0.0',
    ]);
  });

  it('keeps images of one id under several names apart, and replaces one of the same name', async () => {
    const watch = new Watch();
    const first = await databaseOf([]);
    watch.put('x', imageOf('same', [{}]), first);
    watch.put('y', imageOf('same', [{}]), first);
    watch.put('y', imageOf('same', [{ name: 'b' }]), first);
    const next = await databaseOf([
      { id: 'X-1', name: 'a' },
      { id: 'X-2', name: 'b' },
    ]);
    assert.deepEqual(changesOf(watch.look(next)), ['+ x X-1 pkg:npm/a@1.0.0', '+ y X-2 pkg:npm/b@1.0.0']);
    assert.deepEqual(
      [watch.store.forget('x'), watch.store.forget('x'), watch.store.counts()],
      [1, 0, { images: 1, packages: 1 }],
    );
  });

  it('keeps images of one archive apart, though they are of one platform', async () => {
    const watch = new Watch();
    const first = await databaseOf([]);
    watch.put('all.tar', [...imageOf('web:1', [{}]), ...imageOf('job:1', [{ name: 'b' }])], first);
    assert.equal(watch.store.counts().images, 2);
    watch.put('all.tar', [...imageOf('web:1', [{}]), ...imageOf('job:1', [{ name: 'b' }])], first);
    assert.equal(watch.store.counts().images, 2);
    const next = await databaseOf([
      { id: 'X-1', name: 'a' },
      { id: 'X-2', name: 'b' },
    ]);
    assert.deepEqual(changesOf(watch.look(next)), [
      '+ all.tar#job:1 X-2 pkg:npm/b@1.0.0',
      '+ all.tar#web:1 X-1 pkg:npm/a@1.0.0',
    ]);
  });

  it('lets the word of the distribution decide about what it brought, whichever of both changed', async () => {
    const watch = new Watch();
    const owner = {
      name: 'node-a',
      type: 'deb',
      ecosystem: 'Debian:12',
      version: '1-1',
      purl: 'pkg:deb/debian/node-a@1-1',
    };
    const language = { id: 'GHSA-1', name: 'a', aliases: ['CVE-2026-0001'] };
    const clean = {
      id: 'DEBIAN-CVE-2026-0001',
      name: 'node-a',
      aliases: ['CVE-2026-0001'],
      ecosystem: 'Debian:12',
      fixed: '1-1',
    };
    watch.put('one', imageOf('one', [{ owner: owner.purl }, owner]), await databaseOf([language]));
    assert.deepEqual(changesOf(watch.look(await databaseOf([language, clean]))), ['- one GHSA-1 pkg:npm/a@1.0.0']);
    assert.deepEqual(changesOf(watch.look(await databaseOf([language]))), ['+ one GHSA-1 pkg:npm/a@1.0.0']);
  });

  it('applies VEX, and takes it back with the document', async () => {
    const watch = new Watch();
    const database = await databaseOf([{ id: 'X-1', name: 'a' }]);
    watch.put('one', imageOf('one', [{}]), database);
    const product = { id: 'pkg:npm/a@1.0.0', purl: 'pkg:npm/a@1.0.0', cpe: null, platformCpe: null, within: null };
    const vex = {
      file: 'vex.json',
      author: 'me',
      date: now,
      faults: [],
      statements: [
        {
          vulnerability: 'X-1',
          aliases: [],
          status: 'not_affected',
          product,
          justification: 'x',
          note: null,
          remediations: [],
          severities: [],
        },
      ],
    } as unknown as VexFile;
    assert.deepEqual(changesOf(watch.look(database, [vex])), ['- one X-1 pkg:npm/a@1.0.0']);
    assert.deepEqual(changesOf(watch.look(database)), ['+ one X-1 pkg:npm/a@1.0.0']);
  });

  it('holds after any changes what a scan of all images would hold', async () => {
    const advisory = fc.record({
      id: fc.integer({ min: 1, max: 6 }).map((number) => `X-${number}`),
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      fixed: fc.constantFrom(null, '1.0.0', '1.5.0', '2.0.0', 'no version'),
      severity: fc.constantFrom('LOW', 'CRITICAL'),
      aliases: fc.constantFrom([], ['CVE-2026-0001'], ['CVE-2026-0002']),
    });
    const base = fc.uniqueArray(advisory, { selector: ({ id }) => id, maxLength: 6 });
    const kev = fc.constantFrom([], ['CVE-2026-0001']);
    const packages = fc.array(
      fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), version: fc.constantFrom('1.0.0', '1.7.0', '?') }),
      { maxLength: 5 },
    );
    const steps = fc.array(fc.tuple(base, kev), { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(packages, { minLength: 1, maxLength: 3 }), steps, async (images, states) => {
        const watch = new Watch();
        let database: AdvisoryDatabase | null = null;
        let standing: string[] = [];
        for (const [advisories, exploited] of states) {
          const next = await databaseOf(advisories, exploited);
          if (database === null)
            for (const [index, own] of images.entries()) watch.put(`i${index}`, imageOf(`i${index}`, own), next);
          const before = standing;
          const report = watch.look(next);
          const fresh = new Watch();
          for (const [index, own] of images.entries()) fresh.put(`i${index}`, imageOf(`i${index}`, own), next);
          assert.deepEqual(contentOf(watch.path), contentOf(fresh.path));
          standing = contentOf(fresh.path)
            .filter((row) => /"state":"(affected|unknown)"/.test(row))
            .map(keyOf)
            .toSorted();
          if (database !== null) {
            const [added, removed] = [[] as string[], [] as string[]];
            for (const { name, added: more, removed: less } of report.images) {
              added.push(...more.map(({ package: { purl } }) => `${name} ${purl}`));
              removed.push(...less.map(({ package: { purl } }) => `${name} ${purl}`));
            }
            assert.deepEqual(counted([...before, ...added]), counted([...standing, ...removed]));
          }
          database = next;
          fresh.store.close();
        }
        watch.store.close();
      }),
      { numRuns: 40 },
    );
  });
});

/** Every vulnerability with its image and package, and every package with its digest, without numbers of rows. */
function contentOf(path: string): string[] {
  const database = openSharedDatabase(path);
  const rows = database
    .prepare(
      'SELECT i.name, p.purl, p.body AS package, p.digest AS said, v.keys, v.digest, v.body FROM package p JOIN image i ON i.id = p.image LEFT JOIN vulnerability v ON v.package = p.id',
    )
    .all()
    .map((row) => JSON.stringify(Object.values(row)));
  database.close();
  return rows.map((row) => row.replaceAll('\\"', '"')).toSorted();
}

const keyOf = (row: string): string =>
  row
    .split('"')
    .slice(1, 4)
    .filter((text) => text !== ',')
    .join(' ');

function counted(items: readonly string[]): string[] {
  return items.toSorted();
}
