/** kill -9 at any moment of a build: who opens the database finds the old or the new one, whole. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AdvisoryDatabase } from '../../src/advisories/database.ts';
import { openDatabaseFile } from '../../src/io/sqlite.ts';
import { workFolder } from './shared.ts';

const folder = workFolder();
const kills = 100;
const records = 400;

/** Whole by SQLite's own check, with every record of one feed. */
function look(path: string): string {
  const raw = openDatabaseFile(path);
  assert.deepEqual(
    raw
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => ({ ...row })),
    [{ integrity_check: 'ok' }],
  );
  raw.close();
  const database = AdvisoryDatabase.open(path);
  if (typeof database === 'string') throw new Error(database);
  const { feeds, generation } = database.status();
  assert.equal(feeds[0]!.records, records);
  for (const index of [0, 7, records - 1]) assert.equal(database.ask('npm', `package-${index}`)!.length, 1);
  database.close();
  return generation;
}

async function run(out: string, source: string, killAfter: number | null): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'build-once.ts'), out, source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<'done' | 'killed'>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve('done');
      else if (signal === 'SIGKILL') resolve('killed');
      else reject(new Error(`the builder ended with ${code ?? signal}`));
    });
  });
  if (killAfter !== null) {
    await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
    await Promise.race([wait(killAfter), ended]);
    child.kill('SIGKILL');
  }
  return await ended;
}

describe('kill -9 during a build', () => {
  it(`leaves the old or the new database whole, ${kills} times`, async () => {
    const source = join(folder, 'feed');
    mkdirSync(source);
    for (let index = 0; index < records; index++) {
      const affected = [{ package: { ecosystem: 'npm', name: `package-${index}` }, versions: ['1.0.0'] }];
      writeFileSync(
        join(source, `${index}.json`),
        JSON.stringify({ id: `X-${index}`, details: 'x'.repeat(2000), affected }),
      );
    }
    const out = join(folder, 'db', 'advisories.sqlite');
    const started = performance.now();
    assert.equal(await run(out, source, null), 'done');
    const whole = performance.now() - started;
    const seen = new Set([look(out)]);
    let killed = 0;
    for (let index = 0; index < kills; index++) {
      // Spread over the build, with the end, where the file is renamed, among them.
      if ((await run(out, source, (index / kills) * whole)) === 'killed') killed++;
      seen.add(look(out));
    }
    assert.ok(killed > kills / 5, `only ${killed} of ${kills} were killed in time`);
    // Each generation that was seen is a build that came to its end, or to its rename.
    assert.ok(seen.size <= 1 + kills);
    assert.equal(await run(out, source, null), 'done');
    assert.deepEqual(readdirSync(join(folder, 'db')), ['advisories.sqlite']);
  });
});
