/** `advisories update` against a server on this machine: what it fetches, what it refuses, and what it holds then. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { AdvisoryDatabase } from '../../src/advisories/database.ts';
import { updateAdvisories, type UpdateOptions, type UpdateResult } from '../../src/advisories/update.ts';
import { HttpClient } from '../../src/io/http/client.ts';
import { httpLimits } from '../../src/io/http/limits.ts';
import { openDatabaseFile } from '../../src/io/sqlite.ts';
import { Failure } from '../../src/model/failure.ts';
import { etagOf, FeedServer, osvRecord, putOsv, type OsvRecord } from './feed-server.ts';
import { build, feeds as shared, workFolder } from './shared.ts';

const folder = workFolder();
const server = await FeedServer.start();
const { signal } = new AbortController();
const limits = { ...httpLimits, backOff: 5, longestWait: 50 };
const client = new HttpClient({ environment: {}, signal, limits });
let made = 0;

const osvHost = '/osv-vulnerabilities.storage.googleapis.com';
const kevUrl = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json';
const kevPath = kevUrl.replace('https://', '/');

class Site {
  readonly database = join(folder, String(made++), 'advisories.db');
  async update(feeds: readonly string[], over: Partial<UpdateOptions> = {}): Promise<UpdateResult> {
    server.log.length = 0;
    return updateAdvisories({
      database: this.database,
      feeds,
      mirrors: new Map([server.mirror]),
      client,
      limits,
      signal,
      now: '2026-11-24T12:00:00.000Z',
      force: false,
      progress: () => {},
      waiting: () => {},
      ...over,
    });
  }
  open(): AdvisoryDatabase {
    const opened = AdvisoryDatabase.open(this.database);
    if (typeof opened === 'string') throw new Error(opened);
    return opened;
  }
  ids(name: string): readonly string[] {
    const opened = this.open();
    const found = opened.ask('npm', name)?.map(({ id }) => id) ?? [];
    opened.close();
    return found;
  }
  generation(): string {
    const opened = this.open();
    const { generation } = opened.status();
    opened.close();
    return generation;
  }
}

const asked = (): string[] => server.log.map((line) => line.replace(osvHost, '')).toSorted();
const kev = (...cves: readonly string[]): string =>
  JSON.stringify({
    catalogVersion: '1',
    dateReleased: '2026-11-20',
    vulnerabilities: cves.map((cveID) => ({ cveID })),
  });
const records = (count: number): OsvRecord[] =>
  Array.from({ length: count }, (_, index) => osvRecord(`X-${index}`, `p${index}`, '2026-01-01T00:00:00Z'));

/** All that is said of anything, without the numbers of rows, in one order. */
function contentOf(path: string): unknown {
  const database = openDatabaseFile(path);
  const rows = (sql: string): unknown[] =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  const content = [
    rows('SELECT name, own, modified, body FROM advisory ORDER BY name, body'),
    rows(
      'SELECT a.name AS advisory, f.place, f.name, f.body, f.digest FROM affected f JOIN advisory a ON a.id = f.advisory ORDER BY 1, 2, 3, 4',
    ),
    rows('SELECT * FROM said'),
    rows('SELECT * FROM place'),
    rows('SELECT body FROM feed'),
  ];
  database.close();
  return content;
}

describe('advisories update', () => {
  it('builds from what it fetches, malicious packages among them, and asks the second time only what is new', async () => {
    const site = new Site();
    putOsv(server, 'npm', [...records(3), osvRecord('MAL-2026-1', 'evil', '2026-01-01T00:00:00Z')]);
    server.put(kevUrl, kev('CVE-2024-0001'));
    const first = await site.update(['osv-npm', 'kev']);
    assert.deepEqual(
      first.feeds.map(({ name, outcome, records: count }) => [name, outcome, count]),
      [
        ['osv-npm', 'new', 4],
        ['kev', 'new', 1],
      ],
    );
    assert.deepEqual([site.ids('p1'), site.ids('evil')], [['X-1'], ['MAL-2026-1']]);
    const generation = site.generation();
    const second = await site.update(['osv-npm', 'kev'], { now: '2026-11-25T12:00:00.000Z' });
    assert.deepEqual(asked(), ['304 /npm/modified_id.csv', `304 ${kevPath}`]);
    assert.equal(second.database, 'redated');
    const opened = site.open();
    assert.equal(opened.status().generation, generation);
    assert.deepEqual(
      opened.status().feeds.map(({ fetched }) => fetched),
      ['2026-11-25T12:00:00.000Z', '2026-11-25T12:00:00.000Z'],
    );
    opened.close();
    putOsv(server, 'npm', [
      osvRecord('X-1', 'moved', '2026-02-01T00:00:00Z'),
      ...records(3).filter(({ id }) => id === 'X-0'),
      osvRecord('MAL-2026-1', 'evil', '2026-01-01T00:00:00Z'),
    ]);
    const third = await site.update(['osv-npm']);
    assert.deepEqual([third.database, third.feeds[0]!.records], ['built', 3]);
    // One changed, one is gone: two requests, and no archive.
    assert.deepEqual(asked(), ['200 /npm/X-1.json', '200 /npm/modified_id.csv', '404 /npm/X-2.json']);
    assert.deepEqual([site.ids('p1'), site.ids('moved'), site.ids('p2'), site.ids('p0')], [[], ['X-1'], [], ['X-0']]);
    assert.notEqual(site.generation(), generation);
  });

  it('holds after any changes what a fetch of the whole holds', async () => {
    const change = fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      what: fc.constantFrom('put', 'remove', 'withdraw', 'erratum'),
      name: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (steps) => {
        const [incremental, whole] = [new Site(), new Site()];
        const current = new Map(records(8).map((record) => [record.id, record]));
        putOsv(server, 'npm', [...current.values()]);
        await incremental.update(['osv-npm']);
        let day = 1;
        for (const step of steps) {
          for (const { id: number, what, name } of step) {
            const id = what === 'erratum' ? `ALBA-2026:${number}` : `X-${number}`;
            const modified = `2026-02-01T00:00:${String(day++).padStart(2, '0')}Z`;
            if (what === 'remove' && current.size > 5) current.delete(id);
            else current.set(id, osvRecord(id, name, modified, what === 'withdraw' ? { withdrawn: modified } : {}));
          }
          putOsv(server, 'npm', [...current.values()]);
          await incremental.update(['osv-npm']);
          assert.ok(!server.log.some((line) => line.includes('all.zip')));
        }
        await whole.update(['osv-npm']);
        assert.deepEqual(contentOf(incremental.database), contentOf(whole.database));
        rmSync(join(incremental.database, '..'), { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  it('takes the whole archive where much changed, and where a mirror has no list', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(300));
    await site.update(['osv-npm']);
    putOsv(
      server,
      'npm',
      records(300).map((record) => ({ ...record, modified: '2026-03-01T00:00:00Z' })),
    );
    await site.update(['osv-npm']);
    assert.deepEqual(asked(), ['200 /npm/all.zip', '200 /npm/modified_id.csv']);
    server.files.delete(`${osvHost}/npm/modified_id.csv`);
    const { feeds } = await site.update(['osv-npm']);
    assert.deepEqual([asked(), feeds[0]!.outcome], [['304 /npm/all.zip', '404 /npm/modified_id.csv'], 'same']);
  });

  it('asks again for a record that could not be read, and keeps what is held of it', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(2));
    await site.update(['osv-npm']);
    putOsv(server, 'npm', [records(1)[0]!, osvRecord('X-1', 'moved', '2026-02-01T00:00:00Z')]);
    server.files.set(`${osvHost}/npm/X-1.json`, '<html>busy</html>');
    await site.update(['osv-npm']);
    assert.deepEqual(site.ids('p1'), ['X-1']);
    server.files.set(`${osvHost}/npm/X-1.json`, JSON.stringify(osvRecord('X-1', 'moved', '2026-02-01T00:00:00Z')));
    await site.update(['osv-npm']);
    assert.deepEqual([site.ids('p1'), site.ids('moved')], [[], ['X-1']]);
  });

  const refused: readonly [what: string, content: string | Buffer, because: RegExp][] = [
    ['a page of HTML', '<!doctype html><html>maintenance</html>', /is a page of HTML/],
    ['a page of HTML that is compressed', gzipSync('\n <html>maintenance</html>'), /is a page of HTML/],
    ['JSON that is cut', kev('CVE-2024-0001', 'CVE-2024-0002').slice(0, -20), /is not JSON/],
    ['another format', JSON.stringify(osvRecord('X-1', 'a', '2026-01-01T00:00:00Z')), /is of the format osv, not kev/],
    ['nothing', '', /is not JSON/],
    ['an empty catalogue', kev(), /holds no record/],
    ['a catalogue that lost more than half', kev('CVE-2024-0001'), /has 1 records, and had 3/],
  ];
  for (const [what, content, because] of refused) {
    it(`refuses ${what}, keeps what was there with its date, and tells`, async () => {
      const site = new Site();
      const whole = kev('CVE-2024-0001', 'CVE-2024-0002', 'CVE-2024-0003');
      server.put(kevUrl, whole);
      putOsv(server, 'npm', records(1));
      await site.update(['kev', 'osv-npm'], { now: '2026-11-01T00:00:00.000Z' });
      server.put(kevUrl, content);
      const { feeds } = await site.update(['kev', 'osv-npm']);
      assert.deepEqual(
        feeds.map(({ outcome }) => outcome),
        ['failed', 'same'],
      );
      assert.match(feeds[0]!.because!, because);
      const opened = site.open();
      assert.notEqual(opened.about('CVE-2024-0003'), null);
      const status = opened.status().feeds.find(({ name }) => name === 'kev')!;
      assert.equal(status.fetched, '2026-11-01T00:00:00.000Z');
      assert.match(status.failed!, because);
      opened.close();
      server.put(kevUrl, whole);
      await site.update(['kev']);
      const mended = site.open();
      assert.equal(mended.status().feeds.find(({ name }) => name === 'kev')!.failed, undefined);
      mended.close();
    });
  }

  it('takes a shrunken feed when it is told to', async () => {
    const site = new Site();
    server.put(kevUrl, kev('CVE-2024-0001', 'CVE-2024-0002', 'CVE-2024-0003'));
    await site.update(['kev']);
    server.put(kevUrl, kev('CVE-2024-0001'));
    assert.equal((await site.update(['kev'], { force: true })).feeds[0]!.outcome, 'new');
  });

  it('refuses an archive that was changed on its way', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(3));
    const path = `${osvHost}/npm/all.zip`;
    const bytes = Buffer.from(server.files.get(path) as Buffer);
    bytes[60]! ^= 0xff;
    server.files.set(path, bytes);
    await assert.rejects(site.update(['osv-npm']), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(error.message, /X-0\.json .*(inflated|checksum)/);
      return error.code === 'ADVISORIES_UNFETCHED';
    });
    assert.deepEqual(readdirSync(join(site.database, '../feeds/files')), []);
  });

  it('reads 429 and 5xx as a wish for patience, and goes on where an answer was cut', async () => {
    const site = new Site();
    let tries = 0;
    const content = kev(...Array.from({ length: 5000 }, (_, index) => `CVE-2024-${10_000 + index}`));
    server.put(kevUrl, content);
    server.faults.set(kevPath, (_request, response, bytes) => {
      tries++;
      if (tries === 1) response.writeHead(429, { 'retry-after': '0' }).end();
      else if (tries === 2) response.writeHead(503).end('busy');
      else if (tries === 3) {
        response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
        response.write(bytes.subarray(0, 60_000), () => setTimeout(() => response.destroy(), 20));
      } else if (tries === 4) {
        assert.equal(_request.headers['if-range'], '"one"');
        const start = Number(/^bytes=(\d+)-$/.exec(_request.headers.range!)![1]);
        assert.ok(start > 0);
        response.writeHead(206, {
          etag: '"one"',
          'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
        });
        response.end(bytes.subarray(start));
      } else return false;
      return true;
    });
    const { feeds } = await site.update(['kev']);
    server.faults.delete(kevPath);
    assert.deepEqual([tries, feeds[0]!.records], [4, 5000]);
  });

  it('goes on in the next run with what the last one had begun', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(1));
    await site.update(['osv-npm']);
    server.put(kevUrl, kev(...Array.from({ length: 5000 }, (_, index) => `CVE-2024-${10_000 + index}`)));
    let parts = 0;
    server.faults.set(kevPath, (request, response, bytes) => {
      if (request.headers.range !== undefined) {
        parts++;
        return false;
      }
      response.writeHead(200, { etag: 'W/"weak"', 'content-length': bytes.length });
      response.write(bytes.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
      return true;
    });
    assert.equal((await site.update(['kev'])).feeds[0]!.outcome, 'failed');
    // A weak ETag promises nothing about bytes.
    assert.equal(parts, 0);
    server.faults.set(kevPath, (request, response, bytes) => {
      if (request.headers.range !== undefined && parts++ > 5) return false;
      if (request.headers.range !== undefined) response.writeHead(500).end();
      else {
        response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
        response.write(bytes.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
      }
      return true;
    });
    assert.equal((await site.update(['kev'])).feeds[0]!.outcome, 'failed');
    server.faults.delete(kevPath);
    const { feeds } = await site.update(['kev']);
    assert.deepEqual([feeds[0]!.outcome, asked()], ['new', [`206 ${kevPath}`]]);
    assert.deepEqual(readdirSync(join(site.database, '../feeds/incoming')), []);
  });

  it('shows a feed that never came as one that is too old to rely on', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(1));
    server.files.delete(kevPath);
    const { feeds } = await site.update(['osv-npm', 'kev']);
    assert.deepEqual(
      feeds.map(({ outcome }) => outcome),
      ['new', 'failed'],
    );
    const opened = site.open();
    const status = opened.status().feeds.find(({ name }) => name === 'kev')!;
    opened.close();
    assert.deepEqual([status.fetched, status.records, status.gaps], ['', 0, 1]);
  });

  it('takes releases of Alpine that are there, and misses one that was', async () => {
    const site = new Site();
    const release = (version: string): string => `https://secdb.alpinelinux.org/${version}/main.json`;
    const body = readFileSync(join(shared, 'alpine/v3.20-openssl.secdb.json'), 'utf8');
    server.put(release('v3.20'), body);
    server.put(release('v3.19'), body.replaceAll('v3.20', 'v3.19'));
    assert.equal((await site.update(['alpine'])).feeds[0]!.outcome, 'new');
    const opened = site.open();
    assert.ok(opened.ask('Alpine:v3.19', 'openssl')!.length > 10);
    opened.close();
    server.files.delete(release('v3.19').replace('https://', '/'));
    assert.match((await site.update(['alpine'])).feeds[0]!.because!, /v3\.19\/main\.json is not there/);
    assert.equal((await site.update(['alpine'], { force: true })).feeds[0]!.outcome, 'new');
  });

  it('joins no rest of another file to what came before, though the server does', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(1));
    await site.update(['osv-npm']);
    const many = (year: number): string =>
      kev(...Array.from({ length: 5000 }, (_, index) => `CVE-${year}-${10_000 + index}`));
    server.put(kevUrl, many(2023));
    server.faults.set(kevPath, (request, response, bytes) => {
      if (request.headers.range !== undefined) response.writeHead(500).end();
      else {
        response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
        response.write(bytes.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
      }
      return true;
    });
    assert.equal((await site.update(['kev'])).feeds[0]!.outcome, 'failed');
    server.put(kevUrl, many(2024));
    server.faults.set(kevPath, (request, _response, bytes) => {
      if (request.headers.range !== undefined) request.headers['if-range'] = etagOf(bytes);
      return false;
    });
    const { feeds } = await site.update(['kev']);
    server.faults.clear();
    assert.deepEqual([feeds[0]!.outcome, asked().at(0)], ['new', `200 ${kevPath}`]);
  });

  it('shows and keeps no password of a mirror', async () => {
    const site = new Site();
    server.put(kevUrl, kev('CVE-2024-0001'));
    putOsv(server, 'npm', records(2));
    const mirrors = new Map([[server.mirror[0], server.mirror[1].replace('//', '//user:hunter2@')]]);
    const said: string[] = [];
    const progress = (message: string): void => void said.push(message);
    await site.update(['osv-npm'], { mirrors, progress });
    server.faults.set(kevPath, (_request, response) => response.writeHead(416).end() === response);
    const failed = await site.update(['kev'], { mirrors, progress });
    assert.match(failed.feeds[0]!.because!, /HTTP 416/);
    server.faults.clear();
    const done = await site.update(['kev', 'osv-npm'], { mirrors, progress });
    assert.deepEqual(
      done.feeds.map(({ outcome }) => outcome),
      ['new', 'same'],
    );
    assert.doesNotMatch(JSON.stringify([failed, done, said]), /hunter2/);
    for (const name of readdirSync(join(site.database, '..'), { recursive: true, encoding: 'utf8' })) {
      const path = join(site.database, '..', name);
      if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes('hunter2'), name);
    }
  });

  it('fetches from a mirror on disk, as old as its files', async () => {
    const site = new Site();
    const disk = join(folder, 'disk');
    const path = join(disk, kevPath);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, kev('CVE-2024-0001'));
    const written = new Date('2026-11-02T00:00:00Z');
    utimesSync(path, written, written);
    const mirrors = new Map([['https://', `${pathToFileURL(disk).href}/`]]);
    await site.update(['kev'], { mirrors });
    for (let times = 0; times < 2; times++) {
      const opened = site.open();
      assert.deepEqual(
        opened.status().feeds.map(({ fetched, from }) => [fetched, from]),
        [[written.toISOString(), pathToFileURL(path).href]],
      );
      opened.close();
      assert.equal((await site.update(['kev'], { mirrors })).feeds[0]!.outcome, 'same');
    }
  });

  it('holds from the shared feeds what a build of the same files holds', async () => {
    const site = new Site();
    server.put(kevUrl, readFileSync(join(shared, 'kev/known_exploited_vulnerabilities.json')));
    server.put(
      'https://security-tracker.debian.org/tracker/data/json',
      readFileSync(join(shared, 'debian/debian_security_tracker_mock.json')),
    );
    await site.update(['kev', 'debian']);
    const built = join(folder, 'built');
    mkdirSync(built);
    const database = await build(
      [
        { path: join(shared, 'debian/debian_security_tracker_mock.json') },
        { path: join(shared, 'kev/known_exploited_vulnerabilities.json') },
      ],
      built,
    );
    database.close();
    const [fetched, fromDisk] = [contentOf(site.database), contentOf(join(built, 'advisories.sqlite'))] as unknown[][];
    assert.deepEqual(fetched!.slice(0, 4), fromDisk!.slice(0, 4));
  });

  it('mends what was changed on disk behind its back', async () => {
    const site = new Site();
    server.put(kevUrl, kev('CVE-2024-0001'));
    await site.update(['kev']);
    const files = join(site.database, '../feeds/files');
    for (const name of readdirSync(files)) writeFileSync(join(files, name), kev('CVE-2024-9999'));
    await site.update(['kev']);
    assert.deepEqual(asked(), [`200 ${kevPath}`]);
    const opened = site.open();
    assert.deepEqual([opened.about('CVE-2024-9999'), opened.about('CVE-2024-0001') === null], [null, false]);
    opened.close();
  });

  it('knows no other feeds than those of its table', async () => {
    await assert.rejects(new Site().update(['osv-nmp']), { code: 'UNKNOWN_FEED', message: /osv-npm/ });
  });

  it('lets two at once come to the same end', async () => {
    const site = new Site();
    putOsv(server, 'npm', records(50));
    let waited = 0;
    const both = await Promise.all([1, 2].map(() => site.update(['osv-npm'], { waiting: () => waited++ })));
    assert.equal(waited, 1);
    assert.deepEqual(both.map(({ database }) => database).toSorted(), ['built', 'redated']);
  });
});
