import { readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import { TarParser } from '../../formats/tar/parser.ts';
import { reasonOf } from '../files.ts';
import { BlobFile } from '../image/file.ts';
import { compressionOf, inflate, InflateError } from '../image/inflate.ts';
import { feedLimits, tooLarge, type FeedFile, type FeedLimits } from './feed-file.ts';
import { unxz } from './xz.ts';
import { zipFiles } from './zip-files.ts';

/** Endings of documents that can hold advisories; licences, pictures and pages beside them are none. */
const wanted = /\.(json|jsonl|yaml|yml|csv)$/i;

/**
 * All documents of a feed on disk: a file, a folder, or a zip, tar, tar.gz, tar.zst or tar.xz of files, or
 * one file that is compressed by gzip, zstd or xz (which needs the program `xz`). Order is that of names in folders, of the archive in archives.
 *
 * `modified` is in milliseconds: when the file on disk was last written.
 *
 * @param name what a single file is called elsewhere, when its path does not tell
 */
export async function* feedFiles(path: string, limits: FeedLimits = feedLimits, name = ''): AsyncGenerator<FeedFile> {
  const counted = { left: limits.documents };
  for await (const file of filesOf(path, name, 0, limits)) {
    if (counted.left-- <= 0) {
      yield {
        name: file.name,
        problem: `the feed holds more than ${limits.documents} documents; the rest was not read`,
      };
      return;
    }
    yield file;
  }
}

async function* filesOf(path: string, name: string, depth: number, limits: FeedLimits): AsyncGenerator<FeedFile> {
  let folder: readonly Dirent[] | null = null;
  try {
    if (statSync(path).isDirectory()) folder = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    yield { name, problem: reasonOf(error) };
    return;
  }
  if (folder === null) {
    yield* openedFile(path, name === '' ? basename(path) : name, limits);
    return;
  }
  if (depth >= limits.depth) {
    yield { name, problem: `is deeper than ${limits.depth} folders` };
    return;
  }
  for (const entry of folder.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = name === '' ? entry.name : `${name}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== '.git') yield* filesOf(join(path, entry.name), inside, depth + 1, limits);
    } else if (wanted.test(entry.name) || packed.test(entry.name)) {
      // A link is followed to a file only: a folder behind one may hold this very folder.
      yield* openedFile(join(path, entry.name), inside, limits);
    } else if (entry.isSymbolicLink() && isFolder(join(path, entry.name))) {
      yield { name: inside, problem: 'is a link to a folder, which is not followed: name that folder itself' };
    }
  }
}

/** False as well for a link that leads nowhere. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const packed = /\.(zip|tar|tgz|gz|zst|xz)$/i;

/** By its name: may hold documents of a feed. */
export function isArchive(name: string): boolean {
  return packed.test(name);
}

/** By its name: may be a document of a feed. */
export function isDocument(name: string): boolean {
  return wanted.test(name);
}

async function* openedFile(path: string, name: string, limits: FeedLimits): AsyncGenerator<FeedFile> {
  let file: BlobFile;
  let modified: number;
  try {
    modified = Math.floor(statSync(path).mtimeMs);
    file = await BlobFile.open(path);
  } catch (error) {
    yield { name, problem: reasonOf(error) };
    return;
  }
  try {
    const head = await file.readAt(0, 512);
    const compression = compressionOf(head);
    if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) yield* zipFiles(file, name, modified, wanted, limits);
    else if (head.subarray(0, 6).equals(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))) {
      yield* streamed(unxz(path), name, modified, limits);
    } else if (compression === 'none' && !isTar(head)) yield await wholeFile(file, name, modified, limits);
    else {
      const raw = file.stream(0, file.size);
      yield* streamed(compression === 'none' ? raw : inflate(raw, compression), name, modified, limits);
    }
  } catch (error) {
    yield { name, problem: error instanceof InflateError ? error.message : reasonOf(error) };
  } finally {
    await file.close();
  }
}

/** POSIX.1-1988 §10.1.1: the magic of ustar, which GNU tar writes as well. */
function isTar(head: Buffer): boolean {
  return head.length >= 262 && head.toString('latin1', 257, 262) === 'ustar';
}

async function wholeFile(file: BlobFile, name: string, modified: number, limits: FeedLimits): Promise<FeedFile> {
  if (file.size > limits.documentBytes) return tooLarge(name, limits);
  return { name, bytes: await file.readAt(0, file.size), modified };
}

/** A tar, or one document that is compressed by itself: the first block tells. */
async function* streamed(
  chunks: AsyncIterable<Buffer>,
  name: string,
  modified: number,
  limits: FeedLimits,
): AsyncGenerator<FeedFile> {
  let first: Buffer | null = null;
  let tar: TarReader | null = null;
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (tar === null) {
      first = first === null ? chunk : Buffer.concat([first, chunk]);
      if (first.length < 512) continue;
      if (kept.length === 0 && isTar(first)) {
        tar = new TarReader(modified, limits);
        yield* tar.push(first);
        continue;
      }
      length += first.length;
      if (length > limits.documentBytes) {
        yield tooLarge(name, limits);
        return;
      }
      kept.push(first);
      first = Buffer.alloc(0);
    } else yield* tar.push(chunk);
  }
  if (tar !== null) yield* tar.end(name);
  else {
    if (first !== null) kept.push(first);
    yield { name: name.replace(/\.(gz|zst|xz)$/i, ''), bytes: Buffer.concat(kept), modified };
  }
}

class TarReader {
  readonly #parser: TarParser;
  readonly #modified: number;
  readonly #limits: FeedLimits;
  #name = '';
  #parts: Buffer[] = [];

  constructor(modified: number, limits: FeedLimits) {
    this.#modified = modified;
    this.#limits = limits;
    this.#parser = new TarParser(
      (header) => header.type === 'file' && wanted.test(header.name) && header.size <= limits.documentBytes,
    );
  }

  *push(chunk: Buffer): Generator<FeedFile> {
    for (const event of this.#parser.push(chunk)) {
      switch (event.type) {
        case 'entry':
          this.#name = event.header.name;
          this.#parts = [];
          if (event.header.size > this.#limits.documentBytes && wanted.test(this.#name))
            yield tooLarge(this.#name, this.#limits);
          break;
        case 'data':
          // The parts of one body are views into chunks that the stream may use again.
          this.#parts.push(Buffer.from(event.bytes));
          break;
        case 'end':
          yield { name: this.#name, bytes: Buffer.concat(this.#parts), modified: this.#modified };
          this.#parts = [];
          break;
        case 'problem':
          yield { name: this.#name, problem: `the tar ${event.problem.because}` };
      }
    }
  }

  *end(name: string): Generator<FeedFile> {
    const problem = this.#parser.end();
    if (problem !== null) yield { name, problem: `the tar ${problem.because}` };
    else if (!this.#parser.ended && !this.#parser.failed) yield { name, problem: 'the tar has no end marker' };
  }
}
