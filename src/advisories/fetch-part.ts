import { rmSync } from 'node:fs';
import { fetchFile, type FetchedFile } from '../io/feeds/fetch-file.ts';
import type { HttpClient } from '../io/http/client.ts';
import type { HttpLimits } from '../io/http/limits.ts';
import { shownAddress } from '../io/http/url.ts';
import type { FeedStore, HeldPart } from './feed-store.ts';
import type { FeedAddress, FeedDefinition } from './feeds.ts';
import { mirrored, type Mirrors } from './mirrors.ts';
import { verify, type Verified } from './verify.ts';

/** A whole archive; that of npm has some 200 MB. */
const maxFileBytes = 4_000_000_000;

export interface FeedContext {
  readonly store: FeedStore;
  readonly client: HttpClient;
  readonly mirrors: Mirrors;
  readonly signal: AbortSignal;
  /** ISO 8601: when the update began. */
  readonly now: string;
  /** True: take a feed that shrank, too. */
  readonly force: boolean;
  readonly limits?: HttpLimits;
  readonly progress: (message: string) => void;
}

/** Fetches one file, and refuses it unless it can be the feed. */
export async function fetchPart(
  { kinds }: FeedDefinition,
  address: FeedAddress,
  known: HeldPart | null,
  { store, client, mirrors, signal, force, limits, progress }: FeedContext,
): Promise<{ readonly part: HeldPart; readonly verified: Verified } | 'same' | 'absent'> {
  const { url, file, only } = address;
  const asked = mirrored(url, mirrors);
  const from = shownAddress(asked);
  progress(`fetching ${from}`);
  const got = await fetchFile(asked, {
    client,
    signal,
    folder: store.incoming,
    maxBytes: maxFileBytes,
    known: known?.from === from ? known : null,
    ...(limits === undefined ? {} : { limits }),
  });
  if (typeof got === 'string') return got;
  progress(`checking ${from}`);
  try {
    const verified = await verify(
      { path: got.path, name: file, ...(only === undefined ? {} : { only }) },
      kinds,
      signal,
    );
    if (typeof verified === 'string') throw new Error(`${url} is refused: ${verified}`);
    if (known !== null && !force) refuseShrunken(url, verified.records, known.records);
    return { part: partOf(got, url, from, file, verified.records, store), verified };
  } catch (error) {
    rmSync(got.path, { force: true });
    throw error;
  }
}

function partOf(
  { path, sha256, etag, lastModified, written }: FetchedFile,
  url: string,
  from: string,
  file: string,
  records: number,
  store: FeedStore,
): HeldPart {
  const blob = store.keepFile(path, sha256);
  return { url, from, file, blob, etag, lastModified, written, records, state: null, changes: null, listed: null };
}

/** @throws Error when more than half of the records are gone: a mistake of the publisher, or of a mirror */
export function refuseShrunken(url: string, records: number, before: number): void {
  if (records * 2 < before) {
    throw new Error(`${url} is refused: it has ${records} records, and had ${before}; --force takes it all the same`);
  }
}
