import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../io/atomic-file.ts';
import { feedFiles, isArchive, isDocument } from '../io/feeds/feed-files.ts';
import { feedLimits, type FeedLimits } from '../io/feeds/feed-file.ts';
import { createDatabaseFile } from '../io/sqlite.ts';
import { Failure } from '../model/failure.ts';
import { FeedReader } from './read-feed.ts';
import type { DatabaseStatus, FeedStatus } from './status.ts';
import { Writer } from './writer.ts';

/** A feed on disk: a file, a folder or an archive. */
export interface FeedSource {
  readonly path: string;
  /** As `status` shows it; the path's last part when absent. */
  readonly name?: string;
  /** Where it was fetched from; the path when absent. */
  readonly url?: string;
  /** ISO 8601: when it was fetched; when the newest of its files was written, if absent. */
  readonly fetched?: string;
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
  for (const { path } of sources) {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) {
      throw new Failure('NO_SUCH_TARGET', `there is no feed at ${path}`);
    }
  }
  const generation = randomUUID();
  const feeds: FeedStatus[] = [];
  try {
    mkdirSync(dirname(out), { recursive: true });
    await replaceFile(out, async (temporary) => {
      const database = createDatabaseFile(temporary);
      try {
        const writer = new Writer(database);
        for (const source of sources) feeds.push(await readSource(source, feeds.length, writer, options));
        writer.finish(feeds, options.now, generation);
      } finally {
        database.close();
      }
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure('OUTPUT_UNWRITABLE', `the database cannot be written to ${out}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return { built: options.now, generation, feeds };
}

async function readSource(source: FeedSource, id: number, writer: Writer, options: BuildOptions): Promise<FeedStatus> {
  const { path, name = basename(path), url } = source;
  const reader = new FeedReader(id, writer);
  let written = Number.NEGATIVE_INFINITY;
  options.progress?.(`reading ${name}`);
  for await (const file of feedFiles(path, options.limits ?? feedLimits)) {
    options.signal?.throwIfAborted();
    if ('problem' in file) reader.gap(file.name, file.problem);
    else {
      written = Math.max(written, file.modified);
      reader.document(file.name, file.bytes);
    }
  }
  // A feed that holds nothing is no feed without vulnerabilities.
  if (reader.counts.documents === 0 && reader.counts.gaps === 0) reader.gap(name, 'holds no document of advisories');
  const fetched = source.fetched ?? new Date(Number.isFinite(written) ? written : statSync(path).mtimeMs).toISOString();
  return { name, from: url ?? path, kinds: [...reader.kinds], fetched, newest: reader.newest, ...reader.counts };
}
