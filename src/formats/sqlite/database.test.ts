import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { SqliteDatabase, type Row } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-sqlite-'));
after(() => rmSync(folder, { recursive: true }));
let number = 0;

interface Files {
  readonly file: Buffer;
  readonly log: Buffer | null;
}

/** Lets SQLite write a database; what lies on the disk while it is still open is what was left by a killed one. */
function write(statements: (database: DatabaseSync) => void, closed = true): Files {
  const path = join(folder, `${number++}.sqlite`);
  const database = new DatabaseSync(path);
  statements(database);
  if (closed) database.close();
  const log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : null;
  const files = { file: readFileSync(path), log };
  if (!closed) database.close();
  return files;
}

function rows({ file, log }: Files, table = 't'): (Row | string)[] {
  const database = SqliteDatabase.open(file, log);
  return typeof database === 'string' ? [database] : [...database.rows(table)];
}

const create = 'CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB NOT NULL)';

function insert(database: DatabaseSync, sizes: readonly number[], start = 1): void {
  const statement = database.prepare('INSERT INTO t VALUES (?, ?)');
  database.exec('BEGIN');
  for (const [index, size] of sizes.entries()) statement.run(start + index, Buffer.alloc(size, start + index));
  database.exec('COMMIT');
}

const told = (found: readonly (Row | string)[]): unknown[] =>
  found.map((row) =>
    typeof row === 'string' ? row : [row.rowid, (row.values[1] as Buffer).length, (row.values[1] as Buffer)[0]],
  );

describe('a database', () => {
  for (const pageSize of [512, 1024, 4096, 65536]) {
    it(`with pages of ${pageSize} gives the rows that SQLite gives, small, large and many`, () => {
      // Around every size at which a row no longer fits into its page.
      const edges = [pageSize - 35, pageSize - 40, Math.floor(((pageSize - 12) * 32) / 255) - 23].flatMap((size) =>
        [-9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3].map((more) => Math.max(1, size + more)),
      );
      const sizes = [1, 2, ...edges, 3 * pageSize, 10 * pageSize + 17, ...Array.from({ length: 3000 }, () => 5)];
      const files = write((database) => {
        database.exec(`PRAGMA page_size = ${pageSize}; CREATE TABLE other (x); ${create}; CREATE INDEX i ON t (b)`);
        insert(database, sizes);
      });
      assert.deepEqual(
        told(rows(files)),
        sizes.map((size, index) => [index + 1, size, (index + 1) % 256]),
      );
    });
  }

  it('gives every kind of value', () => {
    const files = write((database) => {
      database.exec(`CREATE TABLE t (a, b, c, d, e, f, g, h, i, j, k, l)`);
      database.exec(
        `INSERT INTO t VALUES (NULL, 0, 1, -1, 300, -70000, 2147483647, 140737488355327, 9007199254740993, 1.5, 'grün', x'00ff')`,
      );
    });
    assert.deepEqual(rows(files), [
      {
        rowid: 1,
        values: [
          null,
          0,
          1,
          -1,
          300,
          -70000,
          2147483647,
          140737488355327,
          9007199254740993n,
          1.5,
          'grün',
          Buffer.from([0, 255]),
        ],
      },
    ]);
  });

  it('of which rows were removed does not give them', () => {
    const files = write((database) => {
      database.exec(create);
      insert(
        database,
        Array.from({ length: 500 }, () => 200),
      );
      database.exec('DELETE FROM t WHERE id % 3 <> 0');
    });
    assert.equal(rows(files).length, 166);
  });

  it('without the table says so', () =>
    assert.deepEqual(rows(write((one) => one.exec('CREATE TABLE u (a)'))), ['it has no table t']));
});

describe('a write-ahead log', () => {
  const logged = (more: (database: DatabaseSync) => void): Files =>
    write((database) => {
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${create}`);
      insert(database, [10, 20]);
      more(database);
    }, false);

  it('is read up to its last commit', () => {
    const files = logged((database) => insert(database, [3000, 40], 3));
    assert.ok(files.log!.length > 0);
    assert.deepEqual(told(rows(files)), [
      [1, 10, 1],
      [2, 20, 2],
      [3, 3000, 3],
      [4, 40, 4],
    ]);
    assert.deepEqual(rows({ ...files, log: null }), ['it has no table t'], 'all of it was in the log');
  });

  it('does not count where it was not committed, or is of an earlier use', () => {
    const files = logged((database) => {
      database.exec('PRAGMA wal_checkpoint(RESTART)');
      insert(database, [30], 3);
    });
    assert.equal(rows(files).length, 3);
    const cut = { ...files, log: files.log!.subarray(0, 32 + 24 + 4000) };
    assert.equal(rows(cut).length, 2, 'a frame that is cut off');
    const damaged = Buffer.from(files.log!);
    damaged[32 + 24 + 100]! ^= 1;
    assert.equal(rows({ ...files, log: damaged }).length, 2, 'a frame that does not add up');
  });

  it('says nothing in a database of another mode', () => {
    const { log } = logged((database) => insert(database, [30], 3));
    const files = write((database) => {
      database.exec(create);
      insert(database, [7]);
    });
    assert.deepEqual(told(rows({ file: files.file, log })), [[1, 7, 1]]);
  });
});

describe('a damaged database', () => {
  const files = write((database) => {
    database.exec(`PRAGMA page_size = 512; ${create}`);
    insert(database, [...Array.from({ length: 200 }, () => 40), 5000, 1000]);
  });

  it('that is cut off anywhere gives no wrong row and says what is missing', () => {
    for (let length = 0; length < files.file.length; length += 512) {
      const found = rows({ file: files.file.subarray(0, length), log: null });
      assert.equal(typeof found.at(-1), 'string', `${length} bytes`);
      for (const row of told(found).slice(0, -1)) assert.equal((row as number[])[0]! % 256, (row as number[])[2]);
    }
  });

  it('never makes the reader throw or turn in a circle', () => {
    const change = fc.tuple(fc.nat(files.file.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const file = Buffer.from(files.file);
        for (const [at, byte] of changes) file[at] = byte;
        assert.ok(rows({ file, log: null }).length < 100_000);
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void SqliteDatabase.open(Buffer.from(bytes), null)));
  });
});
