import { crc32, inflateRawSync } from 'node:zlib';
import type { ZipEntry } from './directory.ts';
import type { Reading } from './reading.ts';

const localHeader = 30;

/** Where the body of an entry starts; a string when its own header is not there or contradicts the directory. */
export function* locateZipBody(entry: ZipEntry): Reading<number | string> {
  const nameBytes = Buffer.from(entry.name);
  const header = yield { offset: entry.offset, length: localHeader + nameBytes.length };
  if (header.length < localHeader || header.readUInt32LE(0) !== 0x04034b50) return 'has no local header';
  const nameLength = header.readUInt16LE(26);
  if (header.toString('utf8', localHeader, localHeader + nameLength) !== entry.name)
    return 'has another name at its body';
  if (header.readUInt16LE(8) !== (entry.method === 'stored' ? 0 : 8)) return 'is compressed otherwise at its body';
  if (entry.method === 'stored' && entry.stored !== entry.size) return 'has not the size that the zip says';
  return entry.offset + localHeader + nameLength + header.readUInt16LE(28);
}

/**
 * The unpacked body of an entry, which the caller found to be of a size that may be held; a string when
 * it is not what the directory says.
 */
export function* readZipEntry(entry: ZipEntry): Reading<Buffer | string> {
  const start = yield* locateZipBody(entry);
  if (typeof start === 'string') return start;
  const stored = yield { offset: start, length: entry.stored };
  if (stored.length < entry.stored) return 'is cut';
  try {
    // One byte more than the directory says is a lie, and ends it.
    const bytes =
      entry.method === 'stored' ? stored : inflateRawSync(stored, { maxOutputLength: Math.max(1, entry.size) });
    if (bytes.length !== entry.size) return 'has not the size that the zip says';
    return crc32(bytes) === entry.crc ? bytes : 'has not the checksum that the zip says';
  } catch (error) {
    return `cannot be inflated: ${(error as Error).message}`;
  }
}
