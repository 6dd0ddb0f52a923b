import type { FeedKind } from '../formats/advisory-feeds/recognise.ts';
import type { AdvisoryRecord } from '../formats/osv/record.ts';
import { feedLimits } from '../io/feeds/feed-file.ts';
import { partFiles, type FeedPart } from './build.ts';
import { FeedReader } from './read-feed.ts';
import type { Sink } from './writer.ts';

/** What a fetched file holds, by the same readers that build the database. */
export interface Verified {
  readonly documents: number;
  /** With those that were withdrawn. */
  readonly records: number;
  /**
   * For an archive of OSV records, each by its id, with the time of its last change as written. Null when
   * a document is not named by the id of its record, so that a newer one could not take its place.
   */
  readonly index: ReadonlyMap<string, string> | null;
}

/**
 * Reads a file that was fetched and refuses what cannot be the feed: a page of HTML in its place, a cut
 * or changed archive, another format, nothing at all, or more that is unreadable than readable.
 *
 * @returns why it is refused, or what it holds
 */
export async function verify(
  part: FeedPart,
  kinds: readonly FeedKind[],
  signal: AbortSignal,
): Promise<Verified | string> {
  const count = new Count();
  const reader = new FeedReader(0, count);
  const index = new Map<string, string>();
  let named = true;
  for await (const file of partFiles(part, feedLimits)) {
    signal.throwIfAborted();
    // What is wrong with one document of a whole archive is seen by its checksum: the archive is not what was sent.
    if ('problem' in file) return `${file.name} ${file.problem}`;
    if (isMarkup(file.bytes)) return 'is a page of HTML or XML, not a feed';
    const read: AdvisoryRecord[] = [];
    count.read = (record) => read.push(record);
    reader.document(file.name, file.bytes);
    for (const { id, modified } of read) {
      if (documentNameOf(id) !== file.name || index.has(id)) named = false;
      else index.set(id, modified ?? '');
    }
  }
  const { documents, records, withdrawn, notSecurity, gaps } = reader.counts;
  const all = records + withdrawn + notSecurity;
  if (all === 0) return count.reason ?? 'holds no record';
  if (gaps > all) return `${gaps} of its parts cannot be read, and ${all} can: ${count.reason}`;
  const other = [...reader.kinds].find((kind) => !kinds.includes(kind));
  if (other !== undefined) return `is of the format ${other}, not ${kinds.join(' or ')}`;
  return { documents, records: all, index: named && index.size > 0 ? index : null };
}

/** The name of a record in an archive of OSV, which is that of its URL as well. */
export function documentNameOf(id: string): string {
  return `${id}.json`;
}

function isMarkup(bytes: Buffer): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?\s*</.test(bytes.toString('latin1', 0, 200));
}

class Count implements Sink {
  reason: string | null = null;
  read: (record: AdvisoryRecord) => void = () => {};
  advisory(): void {}
  gap(_feed: number, subject: string, because: string): void {
    this.reason ??= `${subject} ${because}`;
  }
  kev(): void {}
  epss(): void {}
  severities(): void {}
  statement(): void {}
}
