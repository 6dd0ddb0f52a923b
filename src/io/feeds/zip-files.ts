import { locateZipDirectory, readZipEntries, type ZipEntry } from '../../formats/zip-archive/directory.ts';
import { readZipEntry } from '../../formats/zip-archive/entry.ts';
import { readLater } from '../../formats/zip-archive/reading.ts';
import type { BlobFile } from '../image/file.ts';
import { tooLarge, type FeedFile, type FeedLimits } from './feed-file.ts';

/** A directory of five million entries with long names. */
const maxDirectoryBytes = 1 << 30;

/** The documents of a zip, by its directory. */
export async function* zipFiles(
  file: BlobFile,
  name: string,
  modified: number,
  wanted: RegExp,
  limits: FeedLimits,
): AsyncGenerator<FeedFile> {
  const readAt = (offset: number, length: number): Promise<Buffer> => file.readAt(offset, length);
  const directory = await readLater(locateZipDirectory(file.size, maxDirectoryBytes), readAt);
  if (typeof directory === 'string') {
    yield { name, problem: `the zip ${directory}` };
    return;
  }
  for (const fault of directory.faults) yield { name, problem: `the zip ${fault}` };
  if (directory.entries > limits.documents) {
    yield { name, problem: `the zip lists more than ${limits.documents} entries` };
    return;
  }
  for (const entry of readZipEntries(await readAt(directory.start, directory.size), directory)) {
    if (typeof entry === 'string') yield { name, problem: `the zip: ${entry.slice(0, 200)}` };
    else if (wanted.test(entry.name)) yield await unpacked(entry, modified, limits, readAt);
  }
}

async function unpacked(
  entry: ZipEntry,
  modified: number,
  limits: FeedLimits,
  readAt: (offset: number, length: number) => Promise<Buffer>,
): Promise<FeedFile> {
  const { name } = entry;
  if (entry.size > limits.documentBytes || entry.stored > limits.documentBytes) return tooLarge(name, limits);
  const bytes = await readLater(readZipEntry(entry), readAt);
  return typeof bytes === 'string' ? { name, problem: bytes } : { name, bytes, modified };
}
