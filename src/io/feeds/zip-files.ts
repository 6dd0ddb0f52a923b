import { crc32, inflateRawSync } from 'node:zlib';
import {
  findZipEnd,
  readZip64End,
  readZipDirectory,
  zip64EndBytes,
  zipBodyOffset,
  zipLocalHeaderBytes,
  zipTailBytes,
  type ZipEntry,
} from '../../formats/advisory-feeds/zip-directory.ts';
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
  const from = Math.max(0, file.size - zipTailBytes);
  const found = findZipEnd(await file.readAt(from, file.size - from));
  const end = typeof found === 'number' ? readZip64End(await file.readAt(found, zip64EndBytes)) : found;
  if (typeof end === 'string') {
    yield { name, problem: `the zip ${end}` };
    return;
  }
  if (end.size > maxDirectoryBytes || end.offset + end.size > file.size || end.entries > limits.documents) {
    yield { name, problem: 'the zip has a directory that is no part of it, or is too large' };
    return;
  }
  const directory = await file.readAt(end.offset, end.size);
  for (const entry of readZipDirectory(directory, end.entries)) {
    if (typeof entry === 'string') yield { name, problem: `the zip: ${entry.slice(0, 200)}` };
    else if (wanted.test(entry.name)) yield await unpacked(file, entry, modified, limits);
  }
}

async function unpacked(file: BlobFile, entry: ZipEntry, modified: number, limits: FeedLimits): Promise<FeedFile> {
  const { name } = entry;
  if (entry.size > limits.documentBytes || entry.stored > limits.documentBytes) return tooLarge(name, limits);
  const start = zipBodyOffset(entry, await file.readAt(entry.offset, zipLocalHeaderBytes));
  if (typeof start === 'string') return { name, problem: start };
  const stored = await file.readAt(start, entry.stored);
  if (stored.length < entry.stored) return { name, problem: 'is cut' };
  try {
    // One byte more than the directory says is a lie, and ends it.
    const bytes =
      entry.method === 'stored' ? stored : inflateRawSync(stored, { maxOutputLength: Math.max(1, entry.size) });
    if (bytes.length !== entry.size) return { name, problem: 'has not the size that the zip says' };
    return crc32(bytes) === entry.crc
      ? { name, bytes, modified }
      : { name, problem: 'has not the checksum that the zip says' };
  } catch (error) {
    return { name, problem: `cannot be inflated: ${(error as Error).message}` };
  }
}
