import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * A new SQLite file that is written once and then only read. It leaves no journal beside it: what is
 * not whole at the end is thrown away as a file (see atomic-file.ts). A journal in memory holds only
 * pages that were there before; to have none at all is refused by the defensive mode of node:sqlite.
 */
export function createDatabaseFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -32000',
  );
  return database;
}

/**
 * Opens a SQLite file that nobody changes: no lock is taken and no file is made beside it, so that it
 * may lie in a folder that is read-only. One that is replaced meanwhile stays as it was for who has it open.
 *
 * @throws the error of SQLite when it is none
 */
export function openDatabaseFile(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true });
}

/**
 * Opens a SQLite file that many processes read and write at once, or makes it. Who finds it locked
 * waits for some seconds.
 *
 * @throws the error of SQLite
 */
export function openSharedDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 10_000, enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000');
  return database;
}
