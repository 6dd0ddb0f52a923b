import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './atomic-file.ts';

const magic = Buffer.from('plimsoll-record-1\n');
const digestBytes = 32;
const hour = 3_600_000;

/**
 * Records that can be made again, each in a file of its own below one folder, for many processes at
 * once: a record appears as a whole or not at all, and one that is not as it was written is none.
 *
 * Whoever may write into the folder may put records there that are believed. So one that belongs to another
 * user, or that everybody may write to, is as good as empty: its records are none, and none is written.
 */
export class RecordCache {
  readonly #folder: string;
  readonly #limit: number;
  #written = false;

  /** @param limit bytes of all records; the ones used longest ago go first */
  constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  has(key: string): boolean {
    return this.#isTrusted() && statSync(this.#path(key), { throwIfNoEntry: false })?.isFile() === true;
  }

  /** Null when there is no such record, or none that can be read. */
  read(key: string): Buffer | null {
    if (!this.#isTrusted()) return null;
    const path = this.#path(key);
    try {
      const bytes = readFileSync(path);
      const start = magic.length + digestBytes;
      const content = bytes.subarray(start);
      if (!bytes.subarray(0, magic.length).equals(magic)) return null;
      if (!bytes.subarray(magic.length, start).equals(checksum(key, content))) return null;
      this.#use(path);
      return content;
    } catch {
      return null;
    }
  }

  /** A record that cannot be written is not kept: the next one who needs it makes it again. */
  async write(key: string, content: Buffer): Promise<void> {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (!this.#isTrusted()) return;
      await replaceFile(
        this.#path(key),
        (temporary) => {
          writeFileSync(temporary, Buffer.concat([magic, checksum(key, content), content]), { mode: 0o600 });
          return Promise.resolve();
        },
        false,
      );
      this.#written = true;
    } catch {
      // A full disk or a folder that is read-only costs time, not truth.
    }
  }

  /** Removes what is too much. Call at the end. */
  sweep(): void {
    if (!this.#written) return;
    this.#written = false;
    try {
      const found = readdirSync(this.#folder).flatMap((name) => {
        const path = join(this.#folder, name);
        const stats = statSync(path, { throwIfNoEntry: false });
        if (stats?.isFile() !== true) return [];
        // Half a record of a process that was killed; who writes one now takes no day.
        if (name.endsWith('.part')) {
          if (Date.now() - stats.mtimeMs > 24 * hour) rmSync(path, { force: true });
          return [];
        }
        return [{ path, size: stats.size, used: stats.mtimeMs }];
      });
      let total = found.reduce((sum, { size }) => sum + size, 0);
      if (total <= this.#limit) return;
      for (const { path, size } of found.toSorted((a, b) => a.used - b.used)) {
        if (total <= this.#limit * 0.9) break;
        rmSync(path, { force: true });
        total -= size;
      }
    } catch {
      // Somebody else sweeps as well.
    }
  }

  /** The time of a file says when its record was used last, roughly: to write it at every use would cost. */
  #use(path: string): void {
    const now = Date.now();
    if (now - statSync(path).mtimeMs > hour) utimesSync(path, now / 1000, now / 1000);
  }

  /** What root owns, root vouches for. Windows has no such owners; its folders of users are closed to others. */
  #isTrusted(): boolean {
    const own = process.getuid?.();
    if (own === undefined) return true;
    const stats = statSync(this.#folder, { throwIfNoEntry: false });
    return stats !== undefined && (stats.uid === own || stats.uid === 0) && (stats.mode & 0o002) === 0;
  }

  #path(key: string): string {
    return join(this.#folder, createHash('sha256').update(key).digest('hex'));
  }
}

/** Over the key as well: a record under the name of another is none. */
function checksum(key: string, content: Buffer): Buffer {
  return createHash('sha256').update(`${key.length} ${key}`).update(content).digest();
}
