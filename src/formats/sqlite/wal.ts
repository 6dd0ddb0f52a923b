/**
 * Pages that a write-ahead log replaces, as of its last commit (SQLite file format, "The Write-Ahead
 * Log"). Frames count as long as their salts and running checksums hold: what follows is left over
 * from an earlier use of the file, or was never committed.
 */
export function readWal(wal: Buffer, pageSize: number): Wal | string {
  const pages = new Map<number, Buffer>();
  if (wal.length < 32) return { pages, size: null };
  const magic = wal.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return 'its write-ahead log has another magic number';
  if (wal.readUInt32BE(8) !== pageSize) return 'its write-ahead log has pages of another size';
  const sum = new Checksum((magic & 1) === 1);
  sum.add(wal, 0, 24);
  // SQLite takes no frame of a log whose header does not add up.
  if (!sum.equals(wal, 24)) return { pages, size: null };
  let pending = new Map<number, Buffer>();
  let size: number | null = null;
  for (let at = 32; at + 24 + pageSize <= wal.length; at += 24 + pageSize) {
    const page = wal.readUInt32BE(at);
    const commit = wal.readUInt32BE(at + 4);
    if (page === 0 || wal.compare(wal, 16, 24, at + 8, at + 16) !== 0) break;
    sum.add(wal, at, at + 8);
    sum.add(wal, at + 24, at + 24 + pageSize);
    if (!sum.equals(wal, at + 16)) break;
    pending.set(page, wal.subarray(at + 24, at + 24 + pageSize));
    if (commit !== 0) {
      for (const [number, bytes] of pending) pages.set(number, bytes);
      pending = new Map();
      size = commit;
    }
  }
  return { pages, size };
}

export interface Wal {
  readonly pages: ReadonlyMap<number, Buffer>;
  /** Pages of the database after the last commit; null when nothing was committed. */
  readonly size: number | null;
}

class Checksum {
  readonly #big: boolean;
  #first = 0;
  #second = 0;

  constructor(big: boolean) {
    this.#big = big;
  }

  add(bytes: Buffer, from: number, to: number): void {
    let first = this.#first;
    let second = this.#second;
    for (let at = from; at < to; at += 8) {
      first = (first + (this.#big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0;
      second = (second + (this.#big ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0;
    }
    this.#first = first;
    this.#second = second;
  }

  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }
}
