import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../http/http-error.ts';
import type { Cluster } from './cluster.ts';
import { listAll } from './objects.ts';

/** What happened to objects of one kind. `listed` says all that there are: whatever else was known is gone. */
export type WatchEvent =
  | { readonly type: 'listed'; readonly objects: readonly unknown[] }
  | { readonly type: 'added' | 'modified' | 'deleted'; readonly object: unknown };

/** One object of an etcd has 1.5 MB at most; the API server lets 3 MB through. */
const lineBytes = 8 << 20;
/** A server ends a watch by itself after this many seconds: so a connection that died is noticed. */
const watchSeconds = 300;
/** A server that ends each watch at once is asked no faster than this, in milliseconds. */
const leastPause = 250;
const longestPause = 30_000;

/**
 * Follows the objects of a kind: a `listed` event first (unless a resource version is given), then each
 * change in order. Watches that end are taken up where they ended; where the server no longer knows that
 * moment (410), all is listed anew. Ends only when the cluster's signal is aborted (by throwing its
 * reason) or with an error that waiting does not mend.
 *
 * @param path of the collection
 * @param from the resource version of a list that was made before
 * @throws HttpError
 */
export async function* follow(cluster: Cluster, path: string, from?: string): AsyncGenerator<WatchEvent> {
  let version = from;
  let pause = leastPause;
  for (;;) {
    cluster.signal.throwIfAborted();
    if (version === undefined) {
      const { items, resourceVersion } = await listAll(cluster, path);
      version = resourceVersion;
      yield { type: 'listed', objects: items };
    }
    const begun = performance.now();
    try {
      for await (const change of changes(cluster, path, version)) {
        pause = leastPause;
        version = change.version ?? version;
        if (change.event !== null) yield change.event;
      }
    } catch (error) {
      cluster.signal.throwIfAborted();
      if (!(error instanceof HttpError)) throw error;
      if (error.status === 410) version = undefined;
      else if (error.status !== null && error.status < 500 && error.status !== 429) throw error;
    }
    if (performance.now() - begun > longestPause) pause = leastPause;
    await sleep(pause, undefined, { signal: cluster.signal });
    pause = Math.min(pause * 2, longestPause);
  }
}

interface Change {
  /** Null for a bookmark, which only moves the moment on. */
  readonly event: WatchEvent | null;
  readonly version: string | undefined;
}

async function* changes(cluster: Cluster, path: string, version: string): AsyncGenerator<Change> {
  const answer = await cluster.stream(path, {
    watch: 1,
    resourceVersion: version,
    allowWatchBookmarks: 'true',
    timeoutSeconds: watchSeconds,
  });
  for await (const line of lines(answer.body, path)) {
    let change: { type?: unknown; object?: { metadata?: { resourceVersion?: unknown }; code?: unknown } };
    try {
      change = JSON.parse(line) as typeof change;
    } catch {
      throw new HttpError('cut', `${path}: an event of the watch is no whole JSON`);
    }
    const { type, object } = change;
    if (type === 'ERROR') {
      const status = typeof object?.code === 'number' ? object.code : 500;
      throw new HttpError('status', `${path}: the watch ended with ${status}`, { status });
    }
    const moment = object?.metadata?.resourceVersion;
    const known = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;
    const name = known[type as keyof typeof known] as (typeof known)[keyof typeof known] | undefined;
    yield {
      event: name === undefined ? null : { type: name, object },
      version: typeof moment === 'string' && moment !== '' ? moment : undefined,
    };
  }
}

async function* lines(body: AsyncIterable<Buffer>, path: string): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    let from = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      parts.push(piece.subarray(from, end));
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      from = end + 1;
      if (line.trim() !== '') yield line;
    }
    parts.push(piece.subarray(from));
    size += piece.length - from;
    if (size > lineBytes) throw new HttpError('too-large', `${path}: an event of the watch is too large`);
  }
}
