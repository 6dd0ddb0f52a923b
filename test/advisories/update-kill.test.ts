/** kill -9 at any moment of `advisories update`: who opens the database finds the old or the new one, whole. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AdvisoryDatabase } from '../../src/advisories/database.ts';
import { openDatabaseFile } from '../../src/io/sqlite.ts';
import { plimsoll, startPlimsoll } from '../cli/plimsoll.ts';
import { FeedServer, osvRecord, putOsv } from './feed-server.ts';
import { workFolder } from './shared.ts';

const folder = workFolder();
const server = await FeedServer.start();
const kills = 200;
const records = 40;
const database = join(folder, 'data/advisories/advisories.db');
const args = ['advisories', 'update', '--feed=osv-npm', '--feed=kev', `--mirror=${server.mirror.join('=')}`];
const environment = { PLIMSOLL_HOME: folder };

/** All records of one round, and none of another. */
function putRound(round: number): void {
  const modified = new Date(Date.UTC(2026, 0, 1) + round * 1000).toISOString();
  // Every other round changes so many that the archive is fetched.
  const changed = round % 2 === 0 ? records : 5;
  putOsv(
    server,
    'npm',
    Array.from({ length: records }, (_, index) =>
      osvRecord(`X-${index}`, `package-${index}`, index < changed ? modified : '2026-01-01T00:00:00Z', {
        details: 'x'.repeat(500),
        summary: index === 0 ? `round ${round}` : '',
      }),
    ),
  );
  const cves = [{ cveID: 'CVE-2024-0001', dateAdded: `round ${round}` }];
  server.put(
    'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    JSON.stringify({ catalogVersion: '1', vulnerabilities: cves }),
  );
}

/** Whole by SQLite's own check, with every record; the round it is of. */
function look(): number {
  const raw = openDatabaseFile(database);
  const checked = raw.prepare('PRAGMA integrity_check').all();
  raw.close();
  assert.deepEqual(
    checked.map((row) => ({ ...row })),
    [{ integrity_check: 'ok' }],
  );
  const opened = AdvisoryDatabase.open(database);
  if (typeof opened === 'string') throw new Error(opened);
  for (let index = 0; index < records; index++) assert.equal(opened.ask('npm', `package-${index}`)!.length, 1);
  const round = Number(/^round (\d+)$/.exec(opened.ask('npm', 'package-0')![0]!.summary)![1]);
  assert.ok(opened.about('CVE-2024-0001')!.kev !== null);
  opened.close();
  return round;
}

describe('kill -9 during advisories update', () => {
  it(`leaves the old or the new database whole, ${kills} times`, async () => {
    putRound(0);
    const first = await plimsoll(args, { env: environment });
    assert.equal(first.code, 0, first.err);
    // From the first request to the end; measured anew by each run that came to its end.
    let whole = 200;
    let [last, killed, replaced] = [look(), 0, 0];
    assert.equal(last, 0);
    for (let round = 1; round <= kills; round++) {
      putRound(round);
      const begun = new Promise<void>((resolve) => (server.onRequest = resolve));
      const child = startPlimsoll(args, { env: environment });
      const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
      await Promise.race([ended, begun]);
      const since = performance.now();
      await Promise.race([ended, wait(whole * 1.1 * Math.random())]);
      if (child.exitCode === null) killed++;
      else whole = performance.now() - since;
      child.kill('SIGKILL');
      await ended;
      const now = look();
      assert.ok(now === last || (now > last && now <= round), `round ${now} after ${last}, at ${round}`);
      if (now !== last) replaced++;
      last = now;
    }
    assert.ok(killed > kills / 2, `only ${killed} of ${kills} were killed in time`);
    assert.ok(replaced > 0);
    putRound(kills + 1);
    const end = await plimsoll(args, { env: environment });
    assert.equal(end.code, 0, end.err);
    assert.equal(look(), kills + 1);
    assert.deepEqual(
      readdirSync(join(folder, 'data/advisories')).filter((name) => name.endsWith('.part')),
      [],
    );
    assert.ok(!existsSync(join(folder, 'data/advisories/update.lock.holder')));
    // Nothing that is of no use any more stays: the archive, its state, its changes, the catalogue.
    assert.ok(readdirSync(join(folder, 'data/advisories/feeds/files')).length <= 4);
  });
});
