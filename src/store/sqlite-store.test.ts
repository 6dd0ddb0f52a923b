import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openSharedDatabase } from '../io/sqlite.ts';
import type { RecordedRun } from '../model/history.ts';
import { SqliteRunStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-store-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, String(files++), 'history', 'runs.db');

function run(at: string, keys: readonly string[], fingerprints: readonly string[] = []): RecordedRun {
  return {
    at,
    command: 'ask',
    standards: [],
    targets: ['dir:x'],
    keys,
    version: '0.1.0',
    checks: ['TST-1'],
    answers: [{ question: 'q', answer: 'no' }],
    findings: fingerprints.map((fingerprint, index) => ({
      fingerprint,
      check: 'TST-1',
      aspect: 'q/a',
      title: 'All is well',
      subject: { source: 'test', kind: 'Pod', name: "x'\0\u2028" },
      verdict: index % 2 === 0 ? 'fail' : 'unknown',
      severity: 'high',
      waiver: index % 3 === 0 ? { reason: 'r', approver: 'a', expires: '2026-12-31' } : null,
    })),
    counts: { q: { pass: 1, fail: 0, unknown: 0, waived: 0 } },
    gaps: { count: 0, touches: [], first: [] },
    coverage: { subjects: 1, facts: {}, checks: 1, outcomes: { pass: 1, fail: 0, unknown: 0 }, waived: 0, gaps: 0 },
  };
}

describe('the store of runs', () => {
  it('gives back what was recorded, in both orders, of the targets that are asked for', async () => {
    const store = SqliteRunStore.open(newFile());
    const [first, second, other] = [
      run('2026-01-01T00:00:00.000Z', ['a'], ['1', '2', '3', '4']),
      run('2026-01-02T00:00:00.000Z', ['a'], ['3']),
      run('2026-01-03T00:00:00.000Z', ['a', 'b'], []),
    ];
    for (const one of [second, first, other]) await store.record(one);
    const sorted = async (runs: AsyncIterable<RecordedRun>): Promise<RecordedRun[]> =>
      (await Array.fromAsync(runs)).map((one) => ({
        ...one,
        findings: one.findings.toSorted((a, b) => Number(a.fingerprint) - Number(b.fingerprint)),
      }));
    assert.deepEqual(await sorted(store.runs('oldest first')), [first, second, other]);
    assert.deepEqual(await sorted(store.runs('newest first', { keys: ['a'] })), [second, first]);
    const heads = await store.heads({ keys: ['a'] }, 1);
    assert.deepEqual(
      heads.map(({ at }) => at),
      [second.at],
    );
    assert.ok(!('findings' in heads[0]!));
    await store.close();
  });

  it('keeps one name of a finding however many runs have it', async () => {
    const path = newFile();
    const store = SqliteRunStore.open(path);
    for (let day = 1; day < 9; day++) await store.record(run(`2026-01-0${day}T00:00:00.000Z`, ['a'], ['1', '2']));
    await store.close();
    const database = openSharedDatabase(path);
    assert.deepEqual({ ...database.prepare('SELECT count(*) AS n FROM finding').get() }, { n: 2 });
    database.close();
  });

  it('is for the user alone, also where the file or the mask were looser', async () => {
    const path = newFile();
    const before = process.umask(0);
    try {
      await SqliteRunStore.open(path).close();
      chmodSync(path, 0o666);
      const store = SqliteRunStore.open(path);
      await store.record(run('2026-01-01T00:00:00.000Z', ['a'], ['1']));
      const place = join(path, '..');
      assert.equal(statSync(place).mode & 0o777, 0o700);
      for (const name of readdirSync(place)) assert.equal(statSync(join(place, name)).mode & 0o777, 0o600, name);
      await store.close();
    } finally {
      process.umask(before);
    }
  });

  it('stores nothing of a run that fails in the middle', async () => {
    const store = SqliteRunStore.open(newFile());
    const broken = run('2026-01-01T00:00:00.000Z', ['a'], ['1', '2']);
    const findings = [...broken.findings, { ...broken.findings[0]!, fingerprint: null as never }];
    await assert.rejects(store.record({ ...broken, findings }), { code: 'HISTORY_UNREADABLE' });
    assert.deepEqual(await Array.fromAsync(store.runs('oldest first')), []);
    await store.record(broken);
    assert.equal((await Array.fromAsync(store.runs('oldest first'))).length, 1);
    await store.close();
  });

  it('refuses what is no store, and one of another version', () => {
    const path = newFile();
    void SqliteRunStore.open(path).close();
    const database = openSharedDatabase(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    assert.throws(() => SqliteRunStore.open(path), { code: 'HISTORY_UNREADABLE', message: /another version/ });
    const text = newFile();
    void SqliteRunStore.open(text).close();
    writeFileSync(text, 'x'.repeat(5000));
    assert.throws(() => SqliteRunStore.open(text), { code: 'HISTORY_UNREADABLE' });
  });
});
