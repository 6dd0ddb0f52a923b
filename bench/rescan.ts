/**
 * 1,000 stored inventories of 300 packages, held against advisories after an update of 500 records.
 *
 *   node bench/rescan.ts [RUNS]
 *
 * Packages are drawn so that few are in most images and most are in few, as in images that share
 * bases. Prints medians; one run is a whole `images watch --once` without the start of Node.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDatabase } from '../src/advisories/build.ts';
import { AdvisoryDatabase } from '../src/advisories/database.ts';
import { image } from '../src/facts/image.ts';
import { pkg, type Package } from '../src/facts/package.ts';
import { InventoryStore } from '../src/inventories/store.ts';
import { fact, type Fact } from '../src/model/fact.ts';
import { rescan } from '../src/scan/rescan.ts';
import { storeInventories } from '../src/scan/store-inventories.ts';
import { imageFact } from '../test/checks/image.ts';

const [images, packages, advisories, changed] = [1000, 300, 40_000, 500];
const runs = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'rescan-bench-'));
const now = '2026-11-24T12:00:00.000Z';

/** Park and Miller's generator: the same draws each time. */
let state = 20261124;
const draw = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
/** Of 30,000 names, the first ones most often. */
const drawName = (): number => Math.floor(30_000 * draw() ** 3);
const ecosystemOf = (name: number): 'npm' | 'Debian:12' => (name % 2 === 0 ? 'npm' : 'Debian:12');

function record(index: number, round: number): string {
  const name = Math.floor(draw() * 30_000);
  const fixed = `${1 + Math.floor(draw() * 3)}.${Math.floor(draw() * 10)}.${round}`;
  return JSON.stringify({
    id: `X-${index}`,
    modified: new Date(Date.UTC(2026, 0, 1) + round * 1000).toISOString(),
    aliases: [`CVE-2026-${10_000 + index}`],
    summary: 'a hole that lets anybody in, told at the usual length of a summary',
    affected: [
      {
        package: { ecosystem: ecosystemOf(name), name: `package-${name}` },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  });
}

async function databaseOf(records: readonly string[], name: string): Promise<AdvisoryDatabase> {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'all.json'), `[${records.join(',')}]`);
  await buildDatabase([{ path, fetched: now }], `${path}.db`, { now });
  const opened = AdvisoryDatabase.open(`${path}.db`);
  if (typeof opened === 'string') throw new Error(opened);
  return opened;
}

function inventory(index: number): Fact[] {
  const at = { source: 'image', file: 'lib/db' };
  const about = { subject: { source: 'image', kind: 'Image', name: `image-${index}` }, stage: 'declared' as const };
  const { value } = imageFact({
    references: [`registry.example/image-${index}:1`],
    id: `sha256:${index}`,
    platform: 'linux/amd64',
    at,
  });
  const held = Array.from({ length: packages }, (): Fact<Package> => {
    const name = drawName();
    const ecosystem = ecosystemOf(name);
    const type = ecosystem === 'npm' ? 'npm' : 'deb';
    const version = `${1 + Math.floor(draw() * 2)}.${Math.floor(draw() * 3)}.0`;
    const own: Package = {
      name: `package-${name}`,
      version,
      ecosystem,
      type,
      purl: `pkg:${type}/package-${name}@${version}`,
      source: type === 'deb' ? { name: `package-${name}`, version } : null,
      licenses: ['MIT'],
      layer: `sha256:${'0'.repeat(64)}`,
      file: `app/node_modules/package-${name}/package.json`,
      image: value.id,
      at,
    };
    return fact(pkg, about, own, at);
  });
  return [fact(image, about, value, at), ...held];
}

const records = Array.from({ length: advisories }, (_, index) => record(index, 0));
const first = await databaseOf(records, 'round-0');
const store = InventoryStore.open(join(folder, 'inventories.db'));
const options = { vex: [], now, version: '0' };
let began = performance.now();
for (let index = 0; index < images; index++) {
  storeInventories(`image-${index}`, { facts: inventory(index) }, store, {
    ...options,
    advisories: { database: first },
  });
}
process.stdout.write(`stored: ${((performance.now() - began) / images).toFixed(1)} ms each\n`);
first.close();

const times: number[] = [];
for (let round = 1; round <= runs; round++) {
  for (let index = 0; index < changed; index++) {
    const at = Math.floor(draw() * advisories);
    records[at] = record(at, round);
  }
  const database = await databaseOf(records, `round-${round}`);
  began = performance.now();
  const { report, commit } = rescan(store, { ...options, advisories: { database } });
  commit();
  times.push(performance.now() - began);
  const { rematched } = report.coverage;
  const count = (kind: 'added' | 'removed' | 'changed'): number =>
    report.images.reduce((sum, one) => sum + one[kind].length, 0);
  process.stdout.write(
    `round ${round}: ${times.at(-1)!.toFixed(0)} ms, ${rematched} packages, +${count('added')} -${count('removed')} ~${count('changed')}\n`,
  );
  database.close();
}
store.close();
rmSync(folder, { recursive: true });
const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
const peak = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`median ${median.toFixed(0)} ms; peak memory of all, the builds too, ${peak.toFixed(0)} MB\n`);
