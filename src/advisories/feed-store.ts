import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { replaceFile, synchronize } from '../io/atomic-file.ts';
import type { Validators } from '../io/feeds/fetch-file.ts';
import { isMapping } from '../formats/osv/shape.ts';

/** A feed as it was last fetched, kept as it came. */
export interface HeldFeed {
  readonly name: string;
  /** ISO 8601: since when all its parts are known to be current; empty when it never was fetched. */
  readonly fetched: string;
  /** Why the last update of it failed; null when it did not. */
  readonly failed: string | null;
  readonly parts: readonly HeldPart[];
}

/** One file of a feed. Files are named by the SHA-256 of their bytes. */
export interface HeldPart extends Validators {
  readonly url: string;
  /** Where it was really fetched: of a mirror, whose validators say nothing about another. */
  readonly from: string;
  readonly file: string;
  readonly blob: string;
  /** ISO 8601: when a file of a mirror on disk was written; null for what a server gave. */
  readonly written: string | null;
  readonly records: number;
  /** Of an OSV archive to which single records can be added: the file of an `OsvState`. */
  readonly state: string | null;
  /** Records that changed since the archive was made, one JSON text in a line. */
  readonly changes: string | null;
  /** ETag of the list of which every record is held; null when that is not so. */
  readonly listed: string | null;
}

/** Which records are held of an archive and what was changed since. */
export interface OsvState {
  /** Id and last change of every record that is held. */
  readonly index: readonly (readonly [id: string, modified: string])[];
  /** Ids that the archive holds and that are not to be read from it: changed or gone. */
  readonly without: readonly string[];
}

/** Feeds as they were fetched, in a folder: files by their digest, and for each feed a list of its own. */
export class FeedStore {
  readonly #folder: string;
  readonly #blobs: string;
  /** Where what is still coming is kept. */
  readonly incoming: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#blobs = join(folder, 'files');
    this.incoming = join(folder, 'incoming');
    mkdirSync(this.#blobs, { recursive: true });
  }

  /** All feeds that are held or were asked for, by name. One whose files are not what they were is not held. */
  all(): Map<string, HeldFeed> {
    const found = new Map<string, HeldFeed>();
    for (const file of readdirSync(this.#folder)) {
      if (!file.endsWith('.json') || file.startsWith('.')) continue;
      const held = this.#read(file);
      if (held !== null) found.set(held.name, held);
    }
    return found;
  }

  #read(file: string): HeldFeed | null {
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(join(this.#folder, file), 'utf8'));
    } catch {
      return null;
    }
    // What was written by this class; a file that was cut or changed by hand is fetched anew.
    if (!isMapping(value) || `${String(value['name'])}.json` !== file || !Array.isArray(value['parts'])) return null;
    const held = value as unknown as HeldFeed;
    return held.parts.every((part) => this.#filesOf(part).every((blob) => this.#isWhole(blob))) ? held : null;
  }

  #filesOf({ blob, state, changes }: HeldPart): string[] {
    return [blob, state, changes].filter((name) => name !== null);
  }

  #isWhole(blob: string): boolean {
    if (!/^[0-9a-f]{64}$/.test(blob) || !existsSync(this.path(blob))) return false;
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(1 << 20);
    const descriptor = openSync(this.path(blob), 'r');
    try {
      for (;;) {
        const read = readSync(descriptor, buffer);
        if (read === 0) break;
        hash.update(buffer.subarray(0, read));
      }
    } finally {
      closeSync(descriptor);
    }
    return hash.digest('hex') === blob;
  }

  path(blob: string): string {
    return join(this.#blobs, blob);
  }

  /** Takes a file over under its digest. */
  keepFile(path: string, sha256: string): string {
    synchronize(path);
    renameSync(path, this.path(sha256));
    return sha256;
  }

  keepText(text: string): string {
    const sha256 = createHash('sha256').update(text).digest('hex');
    mkdirSync(this.incoming, { recursive: true });
    const path = join(this.incoming, `${sha256}.text`);
    writeFileSync(path, text);
    return this.keepFile(path, sha256);
  }

  text(blob: string): string {
    return readFileSync(this.path(blob), 'utf8');
  }

  /** From here on the feed is what `held` says. Its files must have been kept before. */
  async save(held: HeldFeed): Promise<void> {
    await replaceFile(join(this.#folder, `${held.name}.json`), async (temporary) =>
      writeFileSync(temporary, JSON.stringify(held)),
    );
  }

  /** Removes files that belong to no feed any more. What is still coming stays. */
  prune(held: Iterable<HeldFeed>): void {
    const used = new Set<string>();
    for (const { parts } of held) for (const part of parts) for (const blob of this.#filesOf(part)) used.add(blob);
    for (const name of readdirSync(this.#blobs)) if (!used.has(name)) rmSync(this.path(name), { force: true });
  }
}
