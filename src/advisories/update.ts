import { hash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Failure } from '../model/failure.ts';
import { exclusively } from '../io/feeds/lock.ts';
import { buildDatabase, redateDatabase, type FeedSource } from './build.ts';
import { AdvisoryDatabase } from './database.ts';
import { FeedStore, type HeldFeed, type HeldPart, type OsvState } from './feed-store.ts';
import { feedDefinitions, type FeedDefinition } from './feeds.ts';
import { schemaVersion } from './schema.ts';
import type { FeedContext } from './fetch-part.ts';
import { inParallel } from './in-parallel.ts';
import { updateFeed } from './update-feed.ts';
import { documentNameOf } from './verify.ts';

/** Feeds that are fetched at once: more would only wait for the one that is being read. */
const together = 4;

export interface UpdateOptions extends Omit<FeedContext, 'store'> {
  /** The database; what was fetched is kept beside it. */
  readonly database: string;
  /** Null: the standard ones, and those that are held. */
  readonly feeds: readonly string[] | null;
  /** Called when another update is running, with what it says of itself: it is waited for. */
  readonly waiting: (holder: string) => void;
}

export interface FeedUpdate {
  readonly name: string;
  readonly outcome: 'new' | 'same' | 'failed';
  readonly records: number;
  /** For a failed one: why. */
  readonly because: string | null;
}

export interface UpdateResult {
  readonly feeds: readonly FeedUpdate[];
  /** `redated`: nothing that is held changed, so only its dates did. */
  readonly database: 'built' | 'redated';
}

/** Where the lock is that all take who write this database. */
export function lockOf(database: string): string {
  return join(dirname(database), 'update.lock');
}

/**
 * Fetches feeds and builds the database of all that are held. A feed that cannot be fetched, or that is
 * refused, stays as it was, with the date it had. Killed at any moment, it leaves the old or the new
 * database, and the next update goes on where it was.
 *
 * @throws Failure UNKNOWN_FEED; ADVISORIES_UNFETCHED when nothing was fetched and nothing is held;
 * OUTPUT_UNWRITABLE; the reason of `signal`
 */
export async function updateAdvisories(options: UpdateOptions): Promise<UpdateResult> {
  const { database, signal, waiting } = options;
  const named = options.feeds?.map(definitionOf);
  return exclusively(lockOf(database), { signal, waiting }, async () => {
    const store = new FeedStore(join(dirname(database), 'feeds'));
    const held = store.all();
    const wanted = named ?? feedDefinitions.filter(({ name, standard }) => standard || held.has(name));
    const feeds = await fetchAll(wanted, held, { ...options, store });
    store.prune(held.values());
    const [first] = feeds;
    if ([...held.values()].every(({ parts }) => parts.length === 0)) {
      throw new Failure(
        'ADVISORIES_UNFETCHED',
        `None of ${feeds.length} feeds could be fetched. ${first?.name}: ${first?.because}.`,
      );
    }
    return { feeds, database: await writeDatabase(held, store, options) };
  });
}

/** @throws Failure UNKNOWN_FEED */
export function definitionOf(name: string): FeedDefinition {
  const found = feedDefinitions.find((definition) => definition.name === name);
  if (found !== undefined) return found;
  const known = feedDefinitions.map((definition) => definition.name).join(', ');
  throw new Failure('UNKNOWN_FEED', `No feed is called ${JSON.stringify(name)}. There are ${known}.`);
}

async function fetchAll(
  wanted: readonly FeedDefinition[],
  held: Map<string, HeldFeed>,
  context: FeedContext,
): Promise<FeedUpdate[]> {
  const updates = new Map<string, FeedUpdate>();
  await inParallel(wanted, together, async (definition) => {
    const { feed, update } = await updateOne(definition, held.get(definition.name) ?? null, context);
    await context.store.save(feed);
    held.set(feed.name, feed);
    updates.set(feed.name, update);
  });
  return wanted.flatMap(({ name }) => updates.get(name) ?? []);
}

async function updateOne(
  definition: FeedDefinition,
  before: HeldFeed | null,
  context: FeedContext,
): Promise<{ readonly feed: HeldFeed; readonly update: FeedUpdate }> {
  const { name } = definition;
  try {
    const feed = await updateFeed(definition, before, context);
    const outcome = before !== null && contentOf([feed]) === contentOf([before]) ? 'same' : 'new';
    return { feed, update: { name, outcome, records: recordsOf(feed), because: null } };
  } catch (error) {
    context.signal.throwIfAborted();
    const because = (error as Error).message;
    const feed = { ...(before ?? { name, fetched: '', parts: [] }), failed: because };
    return { feed, update: { name, outcome: 'failed', records: recordsOf(feed), because } };
  }
}

function recordsOf({ parts }: HeldFeed): number {
  return parts.reduce((sum, { records }) => sum + records, 0);
}

async function writeDatabase(
  held: ReadonlyMap<string, HeldFeed>,
  store: FeedStore,
  options: UpdateOptions,
): Promise<UpdateResult['database']> {
  const { database, now, signal, progress } = options;
  const feeds = feedDefinitions.flatMap(({ name }) => held.get(name) ?? []);
  const content = contentOf(feeds);
  const opened = AdvisoryDatabase.open(database);
  const same = typeof opened !== 'string' && opened.content === content;
  const status = typeof opened === 'string' ? null : opened.status();
  if (typeof opened !== 'string') opened.close();
  if (same && status !== null) {
    const dated = status.feeds.map(({ failed: _failed, ...feed }) => {
      const current = held.get(feed.name);
      const failed = current?.failed ?? null;
      return { ...feed, fetched: current?.fetched ?? feed.fetched, ...(failed === null ? {} : { failed }) };
    });
    await redateDatabase(database, dated, now);
    return 'redated';
  }
  const sources = feeds.map((feed) => sourceOf(feed, store));
  await buildDatabase(sources, database, { now, signal, content, progress });
  return 'built';
}

/** The same for feeds that hold the same, whenever they were fetched. */
function contentOf(feeds: readonly HeldFeed[]): string {
  const parts = feeds.map(({ name, parts }) => [
    name,
    ...parts.map(({ file, blob, changes, state }) => [file, blob, changes, state]),
  ]);
  return hash('sha256', JSON.stringify([schemaVersion, parts]));
}

function sourceOf(feed: HeldFeed, store: FeedStore): FeedSource {
  const { name, fetched, failed, parts } = feed;
  const definition = definitionOf(name);
  return {
    path: name,
    name,
    url: parts[0]?.from ?? definition.osv ?? definition.files?.[0]?.url ?? name,
    fetched,
    ...(definition.ecosystem === undefined ? {} : { of: definition.ecosystem }),
    ...(failed === null ? {} : { failed }),
    parts: parts.flatMap((part) => {
      const only = definition.files?.find(({ url }) => url === part.url)?.only;
      const base = { path: store.path(part.blob), name: part.file, ...(only === undefined ? {} : { only }) };
      return [{ ...base, ...withoutOf(part, store) }, ...changesOf(part, store)];
    }),
  };
}

function withoutOf({ state }: HeldPart, store: FeedStore): { without?: ReadonlySet<string> } {
  if (state === null) return {};
  const { without } = JSON.parse(store.text(state)) as OsvState;
  return without.length === 0 ? {} : { without: new Set(without.map(documentNameOf)) };
}

function changesOf({ changes }: HeldPart, store: FeedStore): FeedSource['parts'] & {} {
  return changes === null ? [] : [{ path: store.path(changes), name: 'changes.json', lines: true }];
}
