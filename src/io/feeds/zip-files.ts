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
  const readAt = ahead(file);
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

/** Entries mostly stand in the order of the directory, and are small: to read each by itself takes many times as long. */
const aheadBytes = 1 << 20;

/** Reads more than it is asked for, so that what stands behind it is there already. */
function ahead(file: BlobFile): (offset: number, length: number) => Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  let start = 0;
  return async (offset, length) => {
    const from = offset - start;
    if (from >= 0 && from + length <= bytes.length) return bytes.subarray(from, from + length);
    bytes = await file.readAt(offset, Math.max(length, aheadBytes));
    start = offset;
    return bytes.subarray(0, length);
  };
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
