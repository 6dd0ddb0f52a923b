import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSharedDatabase } from '../io/sqlite.ts';
import { Failure } from '../model/failure.ts';
import type { RecordedFinding, RecordedRun } from '../model/history.ts';
import type { RunFilter, RunHead, RunStore } from './store.ts';

/** The tables of the file. A change of them takes a new number; a file of another one is refused. */
const version = 1;
const tables = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, keys TEXT NOT NULL, head TEXT NOT NULL);
CREATE INDEX run_keys ON run (keys, at);
CREATE TABLE finding (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (fingerprint, name));
CREATE TABLE found (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, finding INTEGER NOT NULL REFERENCES finding,
  verdict TEXT NOT NULL, severity TEXT NOT NULL, waiver TEXT, PRIMARY KEY (run, finding)) WITHOUT ROWID;
PRAGMA user_version = ${version};`;

/**
 * Runs in one SQLite file, which many processes may use at once. What is named by a finding is stored
 * once, however many runs have it.
 */
export class SqliteRunStore implements RunStore {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Opens the file, or makes it and its folder, for the user alone: what fails where is nobody else's.
   *
   * @throws Failure HISTORY_UNREADABLE
   */
  static open(path: string): SqliteRunStore {
    let database: DatabaseSync | null = null;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // SQLite gives its journal the rights of the file, so the file must have them first.
      closeSync(openSync(path, 'a', 0o600));
      chmodSync(path, 0o600);
      database = openSharedDatabase(path);
      database.exec('PRAGMA synchronous = FULL');
      // Of two that come to a new file at once, one waits and finds it made.
      database.exec('BEGIN IMMEDIATE');
      const found = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
      if (found === 0) database.exec(tables);
      else if (found !== version) throw new Error('it was written by another version of Plimsoll');
      database.exec('COMMIT');
      return new SqliteRunStore(database);
    } catch (error) {
      database?.close();
      throw unreadable(path, error);
    }
  }

  async record(run: RecordedRun): Promise<void> {
    const { findings, ...head } = run;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const { lastInsertRowid: row } = this.#database
        .prepare('INSERT INTO run (at, keys, head) VALUES (?, ?, ?)')
        .run(run.at, JSON.stringify(run.keys), JSON.stringify(head));
      const insertFinding = this.#database.prepare(
        'INSERT INTO finding (fingerprint, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
      );
      const findingOf = this.#database.prepare('SELECT id FROM finding WHERE fingerprint = ? AND name = ?');
      const insertFound = this.#database.prepare('INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?)');
      for (const { fingerprint, verdict, severity, waiver, ...name } of findings) {
        const text = JSON.stringify(name);
        insertFinding.run(fingerprint, text);
        const { id } = findingOf.get(fingerprint, text) as { id: number };
        insertFound.run(row, id, verdict, severity, waiver === null ? null : JSON.stringify(waiver));
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw new Failure('HISTORY_UNREADABLE', `The run cannot be recorded: ${(error as Error).message}.`, {
        cause: error,
      });
    }
    await Promise.resolve();
  }

  async *runs(order: 'oldest first' | 'newest first', filter: RunFilter = {}): AsyncGenerator<RecordedRun> {
    const found = this.#database.prepare(
      'SELECT f.fingerprint, f.name, d.verdict, d.severity, d.waiver FROM found d JOIN finding f ON f.id = d.finding WHERE d.run = ? ORDER BY f.id',
    );
    const rows = this.#rows(filter, order === 'oldest first' ? 'ASC' : 'DESC', -1);
    for (const { id, head } of rows) {
      const findings = (found.all(id) as unknown as FoundRow[]).map(
        ({ fingerprint, name, verdict, severity, waiver }): RecordedFinding => ({
          fingerprint,
          ...(JSON.parse(name) as Pick<RecordedFinding, 'check' | 'aspect' | 'title' | 'subject'>),
          verdict,
          severity,
          waiver: waiver === null ? null : (JSON.parse(waiver) as RecordedFinding['waiver']),
        }),
      );
      yield await Promise.resolve({ ...(JSON.parse(head) as RunHead), findings });
    }
  }

  heads(filter: RunFilter, limit: number): Promise<RunHead[]> {
    return Promise.resolve(this.#rows(filter, 'DESC', limit).map(({ head }) => JSON.parse(head) as RunHead));
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  #rows({ keys }: RunFilter, order: 'ASC' | 'DESC', limit: number): { readonly id: number; readonly head: string }[] {
    const where = keys === undefined ? '' : 'WHERE keys = ?';
    const sql = `SELECT id, head FROM run ${where} ORDER BY at ${order}, id ${order} LIMIT ?`;
    const values = keys === undefined ? [limit] : [JSON.stringify(keys), limit];
    return this.#database.prepare(sql).all(...values) as { id: number; head: string }[];
  }
}

interface FoundRow {
  readonly fingerprint: string;
  readonly name: string;
  readonly verdict: 'fail' | 'unknown';
  readonly severity: RecordedFinding['severity'];
  readonly waiver: string | null;
}

function unreadable(path: string, error: unknown): Failure {
  return new Failure('HISTORY_UNREADABLE', `The recorded runs ${path} cannot be opened: ${(error as Error).message}.`, {
    cause: error,
  });
}
