import type { HeldFeed, HeldPart } from './feed-store.ts';
import type { FeedAddress, FeedDefinition } from './feeds.ts';
import { fetchPart, type FeedContext } from './fetch-part.ts';
import { updateOsv } from './update-osv.ts';

/**
 * Brings one feed up to date. What it returns is held on disk but not yet the feed: `FeedStore.save`
 * makes it so.
 *
 * @throws HttpError, or an Error that says why what came is refused; the reason of `signal`
 */
export async function updateFeed(
  definition: FeedDefinition,
  held: HeldFeed | null,
  context: FeedContext,
): Promise<HeldFeed> {
  const known = (url: string): HeldPart | null => held?.parts.find((part) => part.url === url) ?? null;
  const { name, osv, files = [] } = definition;
  const parts: HeldPart[] = [];
  if (osv !== undefined) parts.push(await updateOsv(definition, osv, known(`${osv}/all.zip`), context));
  for (const address of files) {
    const part = await updateFile(definition, address, known(address.url), context);
    if (part !== null) parts.push(part);
  }
  if (parts.length === 0) throw new Error('none of its files is there');
  // As old as the oldest of its parts.
  const fetched = parts.map(({ written }) => written ?? context.now).toSorted()[0]!;
  return { name, fetched, failed: null, parts };
}

async function updateFile(
  definition: FeedDefinition,
  address: FeedAddress,
  known: HeldPart | null,
  context: FeedContext,
): Promise<HeldPart | null> {
  const got = await fetchPart(definition, address, known, context);
  if (got === 'same') return known;
  if (got === 'absent') {
    // A release that was there and is not any more would silently be without advisories.
    if (address.mayLack === true && (known === null || context.force)) return null;
    throw new Error(`${address.url} is not there`);
  }
  return got.part;
}
