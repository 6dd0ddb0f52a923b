import { HttpError } from '../http/http-error.ts';
import type { Cluster } from './cluster.ts';

export interface Listed {
  readonly items: readonly unknown[];
  /** The moment that all items were true at; what a watch goes on from. */
  readonly resourceVersion: string;
}

/** Objects of one answer, as kubectl and client-go ask. */
const pageSize = 500;

/**
 * All objects of a kind, in pages, as they were at one moment. A `continue` token that expired (410)
 * makes the list begin anew, once, in one answer, as client-go does; so nothing is left out or twice.
 *
 * @param path of the collection
 * @param keep what is kept of each object; makes the list small while it is read
 * @throws HttpError; `too-large` when there are more objects than the limit, or an object alone is too large
 */
export async function listAll(
  cluster: Cluster,
  path: string,
  keep: (item: unknown) => unknown = (item) => item,
): Promise<Listed> {
  try {
    return await listPages(cluster, path, keep, pageSize);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 410) throw error;
    return listPages(cluster, path, keep, null);
  }
}

async function listPages(
  cluster: Cluster,
  path: string,
  keep: (item: unknown) => unknown,
  size: number | null,
): Promise<Listed> {
  const items: unknown[] = [];
  const used = new Set<string>();
  let limit = size;
  let next: string | undefined;
  for (;;) {
    let answer: unknown;
    try {
      answer = await cluster.get(path, { query: { limit: limit ?? undefined, continue: next } });
    } catch (error) {
      // Objects of a megabyte each: fewer at a time.
      if (!(error instanceof HttpError) || error.kind !== 'too-large' || limit === null || limit === 1) throw error;
      limit = Math.ceil(limit / 10);
      continue;
    }
    const {
      kind,
      items: page,
      metadata,
    } = Object(answer) as {
      kind?: unknown;
      items?: unknown;
      metadata?: Record<string, unknown>;
    };
    // Go writes null for an empty list. Without any it may be a Status, which has metadata too.
    const isEmpty = page === null || (page === undefined && typeof kind === 'string' && kind.endsWith('List'));
    if (!Array.isArray(page) && !isEmpty) throw new HttpError('not-http', `${path}: the answer is no list of objects`);
    for (const item of (page as unknown[] | null | undefined) ?? []) items.push(keep(item));
    if (items.length > cluster.limits.objects)
      throw new HttpError('too-large', `${path}: holds more than ${cluster.limits.objects} objects`);
    const token = metadata?.['continue'];
    if (typeof token !== 'string' || token === '') {
      const version = metadata?.['resourceVersion'];
      return { items, resourceVersion: typeof version === 'string' ? version : '' };
    }
    if (used.has(token)) throw new HttpError('not-http', `${path}: the server gives the same page again and again`);
    used.add(token);
    next = token;
  }
}
