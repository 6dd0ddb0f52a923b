/** `plimsoll advisories` as a user runs it. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { plimsoll, type Ran } from '../cli/plimsoll.ts';
import { FeedServer, osvRecord, putOsv } from './feed-server.ts';
import { feeds as shared, workFolder } from './shared.ts';

const folder = workFolder();
const server = await FeedServer.start();
let made = 0;

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/schemas/plimsoll.advisories-1.schema.json'), 'utf8'),
) as object;
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const isValid = ajv.compile(schema);

class Home {
  readonly path = join(folder, `home-${made++}`);
  run(...args: readonly string[]): Promise<Ran> {
    return plimsoll(['advisories', ...args], { env: { PLIMSOLL_HOME: this.path }, cwd: folder });
  }
  async status(...args: readonly string[]): Promise<{ code: number | null; report: Status }> {
    const { code, out } = await this.run('status', '--format=json', ...args);
    const report = JSON.parse(out) as Status;
    assert.ok(isValid(report), JSON.stringify(isValid.errors));
    return { code, report };
  }
}

interface Status {
  readonly built: string | null;
  readonly feeds: readonly {
    readonly name: string;
    readonly of: string | null;
    readonly places: readonly string[];
    readonly fetched: string | null;
    readonly failed: string | null;
  }[];
  readonly unread: readonly unknown[];
  readonly gaps: readonly { readonly code: string; readonly subject: string; readonly because: string }[];
}

const mirror = (): string => `--mirror=${server.mirror.join('=')}`;

describe('plimsoll advisories', () => {
  it('status: there is no database, and how to get one', async () => {
    const home = new Home();
    const { code, out } = await home.run('status');
    assert.equal(code, 2);
    assert.match(out, /There is no database of advisories: .*home-.*\/data\/advisories\/advisories\.db/);
    assert.match(out, /plimsoll advisories update/);
    const { code: same, report } = await home.status();
    assert.deepEqual([same, report.built, report.gaps.map((gap) => gap.code)], [2, null, ['ADVISORIES_MISSING']]);
  });

  it('build: from all shared feeds, told as old as their files', async () => {
    const home = new Home();
    const built = await home.run('build', '--from', shared);
    assert.deepEqual([built.code, built.err], [0, '']);
    assert.match(built.out, /^kev: 1404 records$/m);
    const { code, report } = await home.status('--max-age=36500');
    assert.deepEqual([code, report.gaps, report.unread], [0, [], []]);
    assert.equal(report.feeds.length, readdirSync(shared).length);
    const text = await home.run('status', '--max-age=36500');
    assert.match(text.out, /^feed +records +age +newest +unread +from$/m);
  });

  it('build: what cannot be read is counted and listed', async () => {
    const home = new Home();
    const path = join(folder, 'lines.jsonl');
    writeFileSync(path, `${JSON.stringify(osvRecord('X-1', 'a', '2026-01-01T00:00:00Z'))}\n${'{"x":1}\n'.repeat(12)}`);
    const built = await home.run('build', 'lines.jsonl');
    assert.deepEqual([built.code, built.out], [2, 'lines.jsonl: 1 records, 12 could not be read\n']);
    const { code, report } = await home.status('--max-age=36500');
    assert.deepEqual([code, report.gaps.map((gap) => gap.code)], [0, ['ADVISORY_INVALID']]);
    assert.match((await home.run('status')).out, /^ +and 2 more: --all shows them$/m);
    assert.match((await home.run('status', '--all')).out, /lines\.jsonl:13: is of no format/);
  });

  it('build: old files make an old database, however new it is', async () => {
    const home = new Home();
    const path = join(folder, 'old.json');
    writeFileSync(path, JSON.stringify(osvRecord('X-1', 'a', '2026-01-01T00:00:00Z')));
    utimesSync(path, new Date('2026-01-02'), new Date('2026-01-02'));
    assert.equal((await home.run('build', 'old.json')).code, 0);
    const { code, report } = await home.status();
    assert.deepEqual([code, report.gaps.map((gap) => gap.code)], [2, ['ADVISORIES_OLD']]);
    assert.match((await home.run('status')).out, /^old\.json .* days \(old\)/m);
  });

  it('build: says what is wrong with its arguments', async () => {
    const home = new Home();
    assert.match((await home.run('build')).err, /BAD_ARGUMENT: Name the feeds/);
    assert.match((await home.run('build', 'nowhere')).err, /NO_SUCH_TARGET: there is no feed at .*nowhere/);
    assert.match((await home.run('status', '--max-age=soon')).err, /BAD_ARGUMENT: --max-age/);
  });

  it('update: tells what is new, what is as before, and what failed', async () => {
    const home = new Home();
    putOsv(server, 'npm', [osvRecord('X-1', 'a', '2026-01-01T00:00:00Z')]);
    const first = await home.run('update', '--feed=osv-npm', mirror());
    assert.deepEqual([first.code, first.out, first.err], [0, 'osv-npm: 1 records\nThe database was built anew.\n', '']);
    const second = await home.run('update', '--feed=osv-npm', mirror());
    assert.deepEqual([second.code, second.out], [0, 'osv-npm: 1 records, as before\nNothing has changed.\n']);
    const third = await home.run('update', '--feed=osv-npm', '--feed=kev', mirror());
    assert.equal(third.code, 2);
    assert.match(third.err, /^plimsoll: kev: https:\/\/www\.cisa\.gov\/\S+ is not there; none is held$/m);
    const { code, report } = await home.status();
    assert.equal(code, 2);
    assert.deepEqual(
      report.gaps.map(({ subject, because }) => [subject, because.replace(/https\S+/, 'URL')]),
      [
        ['kev', 'it was never fetched; the last update of it failed: URL is not there'],
        ['kev', '1 of its records or documents could not be read'],
      ],
    );
  });

  it('update: ends with 3 when nothing could be had, and leaves what was there', async () => {
    const home = new Home();
    const bad = ['update', '--feed=osv-npm', '--mirror=https://=http://127.0.0.1:1/'];
    const never = await home.run(...bad);
    assert.deepEqual([never.code, never.out], [3, '']);
    assert.match(never.err, /ADVISORIES_UNFETCHED/);
    assert.equal((await home.run('status')).code, 2);
    putOsv(server, 'npm', [osvRecord('X-1', 'a', '2026-01-01T00:00:00Z')]);
    await home.run('update', '--feed=osv-npm', mirror());
    const later = await home.run(...bad);
    assert.equal(later.code, 3);
    assert.match(later.err, /1 records are held from before/);
    const { code, report } = await home.status();
    assert.equal(code, 0);
    assert.match(report.feeds[0]!.failed!, /nothing accepts the connection/);
  });

  it('update: takes mirrors from a file that is named, and none from the folder it runs in', async () => {
    const home = new Home();
    putOsv(server, 'PyPI', [osvRecord('P-1', 'a', '2026-01-01T00:00:00Z')]);
    const settings = join(folder, 'settings');
    mkdirSync(settings);
    const [from, to] = server.mirror;
    const text = (target: string): string =>
      `advisories:\n  feeds: [osv-pypi]\n  mirrors: { '${from}': '${target}' }\n`;
    writeFileSync(join(settings, 'plimsoll.yaml'), text(to));
    const update = (...args: string[]): Promise<Ran> =>
      plimsoll(['advisories', 'update', ...args], { env: { PLIMSOLL_HOME: home.path }, cwd: settings });
    const named = await update('--config=plimsoll.yaml');
    assert.deepEqual(
      [named.code, named.out, named.err],
      [0, 'osv-pypi: 1 records\nThe database was built anew.\n', ''],
    );
    const { report } = await home.status();
    assert.deepEqual(
      report.feeds.map(({ of, places }) => [of, places]),
      [['PyPI', []]],
    );
    // Whoever wrote the file of the folder would be asked here.
    writeFileSync(join(settings, 'plimsoll.yaml'), text('http://127.0.0.1:1/'));
    const before = server.log.length;
    const found = await update(mirror());
    assert.deepEqual([found.code, found.out], [0, 'osv-pypi: 1 records, as before\nNothing has changed.\n']);
    assert.match(found.err, /^plimsoll: plimsoll\.yaml names a mirror, which is not used: name the file by --config/);
    assert.ok(server.log.length > before);
    writeFileSync(join(settings, 'plimsoll.yaml'), 'advisories: { mirrors: { a: b } }\n');
    const wrong = await update();
    assert.match(wrong.err, /CONFIG_INVALID: .*`advisories\.mirrors\.a` must be under a key that begins with https/);
  });

  it('update: four at once come to the same end', async () => {
    const home = new Home();
    server.log.length = 0;
    const all = Array.from({ length: 200 }, (_, index) => osvRecord(`X-${index}`, 'a', '2026-01-01T00:00:00Z'));
    putOsv(server, 'npm', all);
    const ran = await Promise.all([1, 2, 3, 4].map(() => home.run('update', '--feed=osv-npm', mirror())));
    assert.deepEqual(
      ran.map(({ code }) => code),
      [0, 0, 0, 0],
    );
    assert.equal(ran.filter(({ out }) => out.includes('built anew')).length, 1);
    assert.equal(server.log.filter((line) => line.endsWith('/npm/all.zip') && line.startsWith('200')).length, 1);
    assert.equal((await home.status()).report.feeds.length, 1);
  });

  it('update: says what is wrong with its arguments', async () => {
    const home = new Home();
    assert.match((await home.run('update', '--mirror=x')).err, /BAD_ARGUMENT: --mirror=x does not name a URL/);
    assert.match((await home.run('update', '--mirror=https://a=b')).err, /leads to no http, https or file URL/);
    assert.match((await home.run('update', '--feed=none')).err, /UNKNOWN_FEED: No feed is called "none"/);
  });
});
