import { field, textField } from '../formats/osv/shape.ts';
import { fetchBytes } from '../io/feeds/fetch-file.ts';
import { shownAddress } from '../io/http/url.ts';
import type { HeldPart, OsvState } from './feed-store.ts';
import type { FeedDefinition } from './feeds.ts';
import { mirrored } from './mirrors.ts';
import { inParallel } from './in-parallel.ts';
import { fetchPart, refuseShrunken, type FeedContext } from './fetch-part.ts';
import { documentNameOf } from './verify.ts';

/** Half a million records, listed. */
const maxListBytes = 400_000_000;
const maxRecordBytes = 50_000_000;
/** Records that are fetched at once. */
const together = 16;

/** Ids of records with the time of their last change. */
type Index = Map<string, string>;

interface Open {
  readonly part: HeldPart;
  readonly index: Index;
  readonly without: Set<string>;
  /** Lines of JSON by id. */
  readonly changes: Map<string, string>;
}

/**
 * Brings an export of OSV up to date: by the records that its list shows as newer where they are few, by
 * the whole archive where not. What is held then is what the archive would hold.
 *
 * @throws as `updateFeed`
 */
export async function updateOsv(
  definition: FeedDefinition,
  base: string,
  known: HeldPart | null,
  context: FeedContext,
): Promise<HeldPart> {
  const from = shownAddress(mirrored(`${base}/all.zip`, context.mirrors));
  // Of another mirror nothing is known, not even that it is younger.
  const open = known === null || known.from !== from ? null : openPart(known, context);
  const list = await fetchList(base, open?.part.listed ?? null, context);
  if (list === 'same') return known!;
  if (open !== null && list !== null) {
    if (!context.force) refuseShrunken(`${base}/modified_id.csv`, list.index.size, open.index.size);
    const due = dueOf(open.index, list.index);
    // What is no longer listed is gone only when it cannot be had any more either.
    const missing = [...open.index.keys()].filter((id) => !list.index.has(id));
    const all = [...due, ...missing];
    if (all.length <= fewOf(open.index.size))
      return close(open, await apply(open, all, list.index, base, context), list.etag, context);
  }
  const got = await fetchPart(definition, { url: `${base}/all.zip`, file: 'all.zip' }, known, context);
  if (got === 'absent') throw new Error(`${base}/all.zip is not there`);
  if (got === 'same' && list === null) return known!;
  const fresh = got === 'same' ? open : openFetched(got.part, got.verified.index);
  if (fresh === null) return got === 'same' ? known! : got.part;
  if (list === null) return close(fresh, false, null, context);
  // The list was there before the archive: what only the archive holds may be newer.
  const due = dueOf(fresh.index, list.index);
  if (due.length <= fewOf(fresh.index.size))
    return close(fresh, await apply(fresh, due, list.index, base, context), list.etag, context);
  if (got === 'same') throw new Error(`${base}/all.zip is older than ${due.length} of the records that are listed`);
  return close(fresh, false, null, context);
}

/** One request for each is worth it for so many of them. */
function fewOf(size: number): number {
  return Math.min(10_000, Math.max(200, Math.floor(size / 20)));
}

/** Null when single records cannot be changed. */
function openPart(part: HeldPart, { store }: FeedContext): Open | null {
  if (part.state === null) return null;
  const state = JSON.parse(store.text(part.state)) as OsvState;
  const changes = new Map<string, string>();
  for (const line of part.changes === null ? [] : store.text(part.changes).split('\n')) {
    if (line !== '') changes.set(String(field(JSON.parse(line), 'id')).trim(), line);
  }
  return { part, index: new Map(state.index), without: new Set(state.without), changes };
}

function openFetched(part: HeldPart, index: ReadonlyMap<string, string> | null): Open | null {
  return index === null ? null : { part, index: new Map(index), without: new Set(), changes: new Map() };
}

/** @param whole true when all that is listed is held */
function close(open: Open, whole: boolean, etag: string | null, { store, now }: FeedContext): HeldPart {
  const { part, index, without, changes } = open;
  const state: OsvState = { index: [...index], without: [...without].toSorted() };
  const lines = [...changes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return {
    ...part,
    records: index.size,
    // A mirror on disk that gave records one by one was current when its list was.
    written: part.written === null || lines.length === 0 ? part.written : now,
    state: store.keepText(JSON.stringify(state)),
    changes: lines.length === 0 ? null : store.keepText(`${lines.join('\n')}\n`),
    listed: whole ? etag : null,
  };
}

async function fetchList(
  base: string,
  etag: string | null,
  { client, mirrors, progress }: FeedContext,
): Promise<{ readonly index: Index; readonly etag: string | null } | 'same' | null> {
  const url = mirrored(`${base}/modified_id.csv`, mirrors);
  progress(`fetching ${shownAddress(url)}`);
  const got = await fetchBytes(url, client, maxListBytes, etag);
  if (got === 'same') return 'same';
  // A mirror may have the archive alone.
  if (got === 'absent') return null;
  const index = readList(got.bytes.toString('utf8'));
  if (index === null) throw new Error(`${base}/modified_id.csv is refused: it is no list of records and times`);
  return { index, etag: got.etag };
}

/** Lines of `TIME,ID`; null when it is none, as a page of HTML is. */
export function readList(text: string): Index | null {
  const index: Index = new Map();
  for (const line of text.split('\n')) {
    const plain = line.trim();
    if (plain === '') continue;
    const match = /^(\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)),([^,/\s]{1,200})$/.exec(plain);
    if (match === null) return null;
    if (instant(match[1]!) >= instant(index.get(match[2]!) ?? '')) index.set(match[2]!, match[1]!);
  }
  return index.size === 0 ? null : index;
}

function dueOf(held: Index, listed: Index): string[] {
  const due: string[] = [];
  for (const [id, modified] of listed) {
    const have = held.get(id);
    if (have === undefined || instant(have) < instant(modified)) due.push(id);
  }
  return due;
}

function instant(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

/**
 * Fetches records one by one. One that cannot be read stays as it is held, and is asked for again by
 * the next update.
 *
 * @returns true when all that is listed is held now
 */
async function apply(
  open: Open,
  ids: readonly string[],
  listed: Index,
  base: string,
  { client, mirrors, signal, progress }: FeedContext,
): Promise<boolean> {
  let whole = true;
  let done = 0;
  const queue = [...ids];
  const take = async (id: string): Promise<void> => {
    signal.throwIfAborted();
    progress(`fetching ${base}: ${++done} of ${ids.length} records`);
    const url = `${base}/${encodeURIComponent(documentNameOf(id))}`;
    const got = await fetchBytes(mirrored(url, mirrors), client, maxRecordBytes, null);
    const read = typeof got === 'string' ? null : readOne(got.bytes, id);
    if (got === 'absent' && !listed.has(id)) remove(open, id);
    else if (read === null) whole = false;
    else {
      if (instant(read.modified) < instant(listed.get(id) ?? '')) whole = false;
      open.index.set(id, read.modified);
      open.changes.set(id, read.line);
      open.without.add(id);
    }
  };
  await inParallel(queue, together, take);
  return whole;
}

function remove({ index, changes, without }: Open, id: string): void {
  index.delete(id);
  changes.delete(id);
  without.add(id);
}

function readOne(bytes: Buffer, id: string): { readonly line: string; readonly modified: string } | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (textField(value, 'id')?.trim() !== id) return null;
    // Without line breaks, which no JSON text has but between its words.
    return { line: JSON.stringify(value), modified: textField(value, 'modified') ?? '' };
  } catch {
    return null;
  }
}
