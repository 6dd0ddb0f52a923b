import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { replaceFile } from '../io/atomic-file.ts';
import { feedFiles, isArchive, isDocument } from '../io/feeds/feed-files.ts';
import { feedLimits, type FeedFile, type FeedLimits } from '../io/feeds/feed-file.ts';
import { createDatabaseFile } from '../io/sqlite.ts';
import { Failure } from '../model/failure.ts';
import { FeedReader } from './read-feed.ts';
import type { DatabaseStatus, FeedStatus } from './status.ts';
import { Writer } from './writer.ts';

/** A feed on disk: a file, a folder or an archive, or several of them. */
export interface FeedSource {
  readonly path: string;
  /** As `status` shows it; the path's last part when absent. */
  readonly name?: string;
  /** Where it was fetched from; the path when absent. */
  readonly url?: string;
  /** ISO 8601: when it was fetched; when the newest of its files was written, if absent. */
  readonly fetched?: string;
  /** The one ecosystem that it is a feed of, as OSV spells it; absent when that is not known before it is read. */
  readonly of?: string;
  /** What is read in place of `path`. */
  readonly parts?: readonly FeedPart[];
  /** Why the last update of it failed. */
  readonly failed?: string;
}

export interface FeedPart {
  readonly path: string;
  /** What its file is called elsewhere; the ending tells what it is. */
  readonly name?: string;
  /** Of an archive, only documents of such names are read. */
  readonly only?: RegExp;
  /** Names of documents of an archive that are not read: later ones are held elsewhere. */
  readonly without?: ReadonlySet<string>;
  /** True for a file of lines, each of them a document. */
  readonly lines?: boolean;
}

/**
 * The feeds at a path, as `build --from` takes it: a folder that holds only folders and archives holds
 * one feed in each, and any other path is one feed.
 */
export function feedSourcesAt(path: string): FeedSource[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [{ path }];
  const entries = readdirSync(path, { withFileTypes: true });
  const parted = entries.some((entry) => entry.isDirectory() || isArchive(entry.name));
  const whole = entries.every((entry) => entry.isDirectory() || isArchive(entry.name) || !isDocument(entry.name));
  if (!parted || !whole) return [{ path }];
  return entries
    .filter((entry) => entry.isDirectory() || isArchive(entry.name))
    .map(({ name }) => ({ path: join(path, name) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export interface BuildOptions {
  /** ISO 8601. */
  readonly now: string;
  readonly limits?: FeedLimits;
  readonly signal?: AbortSignal;
  /** Names what it is built from, to be known again (`AdvisoryDatabase.content`). */
  readonly content?: string;
  progress?(message: string): void;
}

/**
 * Builds the database at `out` from feeds on disk. The old one stays until the new one is whole and on
 * the disk, whenever this is interrupted. What of a feed cannot be read is counted as its gap.
 *
 * @throws Failure when a source does not exist or `out` cannot be written
 */
export async function buildDatabase(
  sources: readonly FeedSource[],
  out: string,
  options: BuildOptions,
): Promise<Omit<DatabaseStatus, 'places'>> {
  for (const { path, parts } of sources) {
    if (parts === undefined && statSync(path, { throwIfNoEntry: false }) === undefined) {
      throw new Failure('NO_SUCH_TARGET', `there is no feed at ${path}`);
    }
  }
  const generation = randomUUID();
  const feeds: FeedStatus[] = [];
  await replaceDatabase(out, options.signal, async (temporary) => {
    const database = createDatabaseFile(temporary);
    try {
      const writer = new Writer(database);
      for (const source of sources) feeds.push(await readSource(source, feeds.length, writer, options));
      const { content } = options;
      writer.finish(feeds, { built: options.now, generation, ...(content === undefined ? {} : { content }) });
    } finally {
      database.close();
    }
  });
  return { built: options.now, generation, feeds };
}

/**
 * The same database with newer dates of its feeds: what they hold did not change, so that its
 * generation stays.
 *
 * @throws Failure when `out` cannot be written
 */
export async function redateDatabase(out: string, feeds: readonly FeedStatus[], now: string): Promise<void> {
  await replaceDatabase(out, undefined, async (temporary) => {
    copyFileSync(out, temporary);
    const database = new DatabaseSync(temporary);
    try {
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN');
      const change = database.prepare('UPDATE feed SET body = ? WHERE id = ?');
      for (const [id, feed] of feeds.entries()) change.run(JSON.stringify(feed), id);
      database.prepare("UPDATE meta SET value = ? WHERE key = 'built'").run(now);
      database.exec('COMMIT');
    } finally {
      database.close();
    }
  });
}

async function replaceDatabase(
  out: string,
  signal: AbortSignal | undefined,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  try {
    mkdirSync(dirname(out), { recursive: true });
    await replaceFile(out, write);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Failure('OUTPUT_UNWRITABLE', `the database cannot be written to ${out}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function readSource(source: FeedSource, id: number, writer: Writer, options: BuildOptions): Promise<FeedStatus> {
  const { path, name = basename(path), url, of, failed, parts = [{ path }] } = source;
  const reader = new FeedReader(id, writer);
  let written = Number.NEGATIVE_INFINITY;
  options.progress?.(`reading ${name}`);
  for (const part of parts) {
    for await (const file of partFiles(part, options.limits ?? feedLimits)) {
      options.signal?.throwIfAborted();
      if ('problem' in file) reader.gap(file.name, file.problem);
      else {
        written = Math.max(written, file.modified);
        reader.document(file.name, file.bytes);
      }
    }
  }
  // A feed that holds nothing is no feed without vulnerabilities.
  if (reader.counts.documents === 0 && reader.counts.gaps === 0) {
    reader.gap(name, failed ?? 'holds no document of advisories');
  }
  const fetched = source.fetched ?? new Date(Number.isFinite(written) ? written : statSync(path).mtimeMs).toISOString();
  return {
    name,
    from: url ?? path,
    kinds: [...reader.kinds],
    ...(of === undefined ? {} : { of }),
    places: reader.placesOf(of),
    fetched,
    ...(failed === undefined ? {} : { failed }),
    newest: reader.newest,
    ...reader.counts,
  };
}

/** The documents of a part, without those that are not to be read. */
export async function* partFiles(part: FeedPart, limits: FeedLimits): AsyncGenerator<FeedFile> {
  for await (const file of feedFiles(part.path, limits, part.name)) {
    if (part.only?.test(file.name) === false || part.without?.has(file.name) === true) continue;
    if (part.lines !== true || 'problem' in file) yield file;
    else {
      const lines = file.bytes.toString('utf8').split('\n');
      for (const [index, line] of lines.entries()) {
        if (line !== '') {
          yield { name: `${file.name}:${index + 1}`, bytes: Buffer.from(line), modified: file.modified };
        }
      }
    }
  }
}
