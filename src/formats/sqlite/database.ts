import { readWal, type Wal } from './wal.ts';
import { readRecord, readVarint, type SqlValue } from './record.ts';

/** A row of a table: its columns in the order of the table, and its rowid. */
export interface Row {
  readonly rowid: number;
  readonly values: readonly SqlValue[];
}

const interior = 0x05;
const leaf = 0x0d;
/** Levels of a tree: SQLite itself makes and takes no more than 20. */
const maxDepth = 20;
/** Bytes of all rows of a table. */
const maxBytes = 2 ** 30;

/** A fault of the file. What was given out before stays true. */
class Damage extends Error {}

/**
 * Reads tables of an SQLite database that lies in memory, without SQLite, so that nothing of an image
 * is written to a disk or run (https://www.sqlite.org/fileformat2.html). Whole tables only.
 */
export class SqliteDatabase {
  readonly #file: Buffer;
  readonly #wal: Wal;
  readonly #pageSize: number;
  /** Bytes of a page without those that are reserved at its end. */
  readonly #usable: number;
  readonly #pages: number;

  private constructor(file: Buffer, wal: Wal, pageSize: number, usable: number, pages: number) {
    this.#file = file;
    this.#wal = wal;
    this.#pageSize = pageSize;
    this.#usable = usable;
    this.#pages = pages;
  }

  /**
   * @param log the write-ahead log beside the file; null when there is none
   * @returns a string that says why it is no database that can be read
   */
  static open(file: Buffer, log: Buffer | null): SqliteDatabase | string {
    if (file.length < 512 || file.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'it is no SQLite database';
    const stated = file.readUInt16BE(16);
    const pageSize = stated === 1 ? 65536 : stated;
    if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return 'its pages have no valid size';
    const usable = pageSize - file[20]!;
    if (usable < 480) return 'its pages have no valid size';
    // In a database of another mode SQLite takes no notice of a log that lies beside it.
    const logged = file[19] === 2 && log !== null;
    const wal = logged ? readWal(log, pageSize) : { pages: new Map<number, Buffer>(), size: null };
    if (typeof wal === 'string') return wal;
    const first = wal.pages.get(1) ?? file;
    if (first.readUInt32BE(56) > 1) return 'its text is in UTF-16, which rpm does not write';
    // The size in the header counts only when the same writer made both (§1.3.8).
    const valid = first.readUInt32BE(28) !== 0 && first.readUInt32BE(24) === first.readUInt32BE(92);
    const pages = wal.size ?? (valid ? first.readUInt32BE(28) : Math.floor(file.length / pageSize));
    return new SqliteDatabase(file, wal, pageSize, usable, pages);
  }

  /** The rows of a table; the last is a string when the table is not there or could not be read to its end. */
  *rows(table: string): Generator<Row | string> {
    const budget = { bytes: maxBytes };
    try {
      for (const { values } of this.#walk(1, new Set(), 0, budget)) {
        if (values[0] !== 'table' || values[1] !== table) continue;
        if (typeof values[3] !== 'number') throw new Damage('its schema is damaged');
        yield* this.#walk(values[3], new Set(), 0, budget);
        return;
      }
      yield `it has no table ${table}`;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      yield error.message;
    }
  }

  #page(number: number): Buffer {
    const logged = this.#wal.pages.get(number);
    if (logged !== undefined) return logged;
    const start = (number - 1) * this.#pageSize;
    if (number < 1 || number > this.#pages || start + this.#pageSize > this.#file.length) {
      throw new Damage(`it is cut off: page ${number} is not there`);
    }
    return this.#file.subarray(start, start + this.#pageSize);
  }

  *#walk(number: number, seen: Set<number>, depth: number, budget: { bytes: number }): Generator<Row> {
    if (seen.has(number) || depth > maxDepth) throw new Damage('its pages lead in a circle');
    seen.add(number);
    const page = this.#page(number);
    // The first page begins with the header of the file.
    const head = number === 1 ? 100 : 0;
    const type = page[head]!;
    if (type !== leaf && type !== interior) throw new Damage(`page ${number} is no page of a table`);
    const cells = page.readUInt16BE(head + 3);
    const pointers = head + (type === leaf ? 8 : 12);
    if (pointers + 2 * cells > this.#usable) throw new Damage(`page ${number} is damaged`);
    for (let cell = 0; cell < cells; cell++) {
      const at = page.readUInt16BE(pointers + 2 * cell);
      if (at < pointers + 2 * cells || at + 4 > this.#usable) throw new Damage(`page ${number} is damaged`);
      if (type === leaf) yield this.#row(page, at, number, budget);
      else yield* this.#walk(page.readUInt32BE(at), seen, depth + 1, budget);
    }
    if (type === interior) yield* this.#walk(page.readUInt32BE(head + 8), seen, depth + 1, budget);
  }

  #row(page: Buffer, at: number, number: number, budget: { bytes: number }): Row {
    const size = readVarint(page, at, this.#usable);
    const rowid = size === null ? null : readVarint(page, size.end, this.#usable);
    if (size === null || rowid === null) throw new Damage(`page ${number} is damaged`);
    budget.bytes -= size.value;
    if (budget.bytes < 0) throw new Damage(`its rows take more than ${maxBytes} bytes`);
    const values = readRecord(this.#payload(page, rowid.end, size.value, number));
    if (values === null) throw new Damage(`a row of page ${number} is damaged`);
    return { rowid: rowid.value, values };
  }

  /** §1.6: what does not fit into the page is in a chain of overflow pages. */
  #payload(page: Buffer, start: number, size: number, number: number): Buffer {
    const most = this.#usable - 35;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const fitting = least + ((size - least) % (this.#usable - 4));
    const local = size <= most ? size : fitting <= most ? fitting : least;
    if (start + local + (local < size ? 4 : 0) > this.#usable) throw new Damage(`page ${number} is damaged`);
    if (local === size) return page.subarray(start, start + local);
    if (size > this.#pages * this.#usable) throw new Damage(`a row of page ${number} is larger than the database`);
    const parts = [page.subarray(start, start + local)];
    let left = size - local;
    // Each page gives bytes, so that a chain that leads in a circle ends all the same.
    for (let next = page.readUInt32BE(start + local); left > 0;) {
      const overflow = this.#page(next);
      const length = Math.min(left, this.#usable - 4);
      parts.push(overflow.subarray(4, 4 + length));
      left -= length;
      next = overflow.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }
}
