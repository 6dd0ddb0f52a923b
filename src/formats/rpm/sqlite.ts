import { SqliteDatabase } from '../sqlite/database.ts';

/**
 * The headers in `rpmdb.sqlite`: table `Packages(hnum, blob)`. A string is a problem.
 *
 * @param log `rpmdb.sqlite-wal`, which holds what was not yet moved into the database: all of it,
 * where rpm was the last to run; null when there is none
 * @param journal `rpmdb.sqlite-journal`; when it holds anything, a write was cut off and the database
 * is neither the old nor the new one
 */
export function* readSqlite(file: Buffer, log: Buffer | null, journal: Buffer | null): Generator<Buffer | string> {
  if (journal !== null && journal.length >= 28 && journal.subarray(0, 8).equals(journalMagic)) {
    yield 'a write to the database was cut off: its rollback journal is still there';
  }
  const database = SqliteDatabase.open(file, log);
  if (typeof database === 'string') {
    yield database;
    return;
  }
  for (const row of database.rows('Packages')) {
    if (typeof row === 'string') yield row;
    else {
      const blob = row.values[1];
      yield blob instanceof Buffer ? blob : 'a row of the database has no header';
    }
  }
}

const journalMagic = Buffer.from('d9d505f920a163d7', 'hex');
