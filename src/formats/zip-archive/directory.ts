import type { Reading } from './reading.ts';

/**
 * The central directory of a zip (PKWARE APPNOTE 6.3.10 §4.3), zip64 and data before the archive included.
 * Only what the directory lists is in the archive, whatever stands between.
 */
export interface ZipDirectory {
  /** Where it starts and how many bytes it has. */
  readonly start: number;
  readonly size: number;
  /** As the end record counts them. */
  readonly entries: number;
  /** True when the record counts without zip64: tools then write the lower 16 bits of more. */
  readonly counts16: boolean;
  /** What every offset in it is short of: bytes that stand before the archive. */
  readonly base: number;
  /** What makes another reader see another archive. */
  readonly faults: readonly string[];
}

export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** Bytes in the archive, and unpacked as the directory says. */
  readonly stored: number;
  readonly size: number;
  /** Where its local header starts, from the start of the file. */
  readonly offset: number;
  readonly crc: number;
}

/** The end record with the longest comment, and the zip64 locator before it. */
const tailBytes = 65_535 + 22 + 20;
const endRecord = Buffer.from('PK\x05\x06', 'latin1');
const entryRecord = 0x02014b50;

/** Finds the directory of a file of so many bytes, or says why there is none. */
export function* locateZipDirectory(size: number, maxBytes: number): Reading<ZipDirectory | string> {
  const from = Math.max(0, size - tailBytes);
  const tail = yield { offset: from, length: size - from };
  let why = 'has no end of a zip';
  let found: ZipDirectory | null = null;
  let others = 0;
  // The last record whose comment ends with the file counts, as in the JDK. A comment may hold another one.
  for (const at of endsOf(tail)) {
    const rest = tail.length - at - 22 - tail.readUInt16LE(at + 20);
    if (rest !== 0) continue;
    const read = yield* readEnd(tail, at, from);
    if (typeof read !== 'string') {
      if (found === null) found = read;
      else if (read.start !== found.start || read.size !== found.size) others++;
    } else if (found === null) why = read;
  }
  // The JDK takes one that data follows, too.
  if (found === null) {
    for (const at of endsOf(tail)) {
      const rest = tail.length - at - 22 - tail.readUInt16LE(at + 20);
      if (rest <= 0) continue;
      const read = yield* readEnd(tail, at, from);
      if (typeof read === 'string') continue;
      found = { ...read, faults: [`has ${rest} bytes after its end`] };
      break;
    }
  }
  if (found === null) return why;
  if (found.size > maxBytes) return `has a directory of ${found.size} bytes, more than ${maxBytes}`;
  if (others === 0) return found;
  return { ...found, faults: [...found.faults, 'has several ends: which of them counts depends on the reader'] };
}

function* endsOf(tail: Buffer): Generator<number> {
  for (let at = tail.length - 22; at >= 0; at--) {
    at = tail.lastIndexOf(endRecord, at);
    if (at === -1) return;
    yield at;
  }
}

/** @param from where the tail stands in the file */
function* readEnd(tail: Buffer, at: number, from: number): Reading<ZipDirectory | string> {
  let entries = tail.readUInt16LE(at + 10);
  let size = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  let end = from + at;
  let counts16 = true;
  const isWide = entries === 0xffff || size === 0xffffffff || offset === 0xffffffff;
  if (isWide && at >= 20 && tail.readUInt32LE(at - 20) === 0x07064b50) {
    const told = Number(tail.readBigUInt64LE(at - 12));
    // Where data stands before the archive, it is found by where it must be.
    for (const place of [told, from + at - 20 - 56]) {
      if (place < 0 || place + 56 > from + at) continue;
      const record = yield { offset: place, length: 56 };
      if (record.length < 56 || record.readUInt32LE(0) !== 0x06064b50) continue;
      entries = Number(record.readBigUInt64LE(32));
      size = Number(record.readBigUInt64LE(40));
      offset = Number(record.readBigUInt64LE(48));
      end = place;
      counts16 = false;
      break;
    }
    if (counts16) return 'has no zip64 end record';
  }
  const outside = 'has a directory that is no part of it';
  if (size > end || entries > size) return outside;
  if (size === 0) return { start: end, size, entries, counts16, base: 0, faults: [] };
  for (const start of new Set([end - size, offset])) {
    if (start < offset || start + size > end) continue;
    const first = yield { offset: start, length: 4 };
    if (first.length === 4 && first.readUInt32LE(0) === entryRecord) {
      return { start, size, entries, counts16, base: start - offset, faults: [] };
    }
  }
  return outside;
}

/** Entries of the directory in order; a string says what is wrong with one, or ends it. Folders are left out. */
export function* readZipEntries(bytes: Buffer, directory: ZipDirectory): Generator<ZipEntry | string> {
  const { base, entries, counts16 } = directory;
  let at = 0;
  let index = 0;
  for (; at + 46 <= bytes.length && bytes.readUInt32LE(at) === entryRecord; index++) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) {
      yield `its directory ends in the middle of entry ${index}`;
      return;
    }
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const flags = bytes.readUInt16LE(at + 8);
    const method = bytes.readUInt16LE(at + 10);
    const crc = bytes.readUInt32LE(at + 16);
    const sizes = zip64Sizes(
      { size: bytes.readUInt32LE(at + 24), stored: bytes.readUInt32LE(at + 20), offset: bytes.readUInt32LE(at + 42) },
      bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength),
    );
    at = next;
    if (name.endsWith('/')) continue;
    if ((flags & 1) !== 0) yield `${name} is encrypted`;
    else if (method !== 0 && method !== 8) yield `${name} is compressed by method ${method}`;
    else yield { name, method: method === 0 ? 'stored' : 'deflated', crc, ...sizes, offset: sizes.offset + base };
  }
  if (counts16 ? (index & 0xffff) !== entries : index !== entries) {
    yield `its directory lists ${entries} entries and has ${index}`;
  } else if (at < bytes.length && (bytes.length - at < 4 || bytes.readUInt32LE(at) !== 0x05054b50)) {
    // A digital signature may follow (§4.3.13).
    yield `its directory ends with ${bytes.length - at} bytes that are no entry`;
  }
}

interface Sizes {
  readonly size: number;
  readonly stored: number;
  readonly offset: number;
}

/** §4.5.3: the extra field 1 holds, in this order, those values that do not fit. */
function zip64Sizes(sizes: Sizes, extra: Buffer): Sizes {
  if (sizes.size !== 0xffffffff && sizes.stored !== 0xffffffff && sizes.offset !== 0xffffffff) return sizes;
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      let from = at + 4;
      const wide = (value: number): number => {
        if (value !== 0xffffffff || from + 8 > Math.min(at + 4 + length, extra.length)) return value;
        from += 8;
        return Number(extra.readBigUInt64LE(from - 8));
      };
      return { size: wide(sizes.size), stored: wide(sizes.stored), offset: wide(sizes.offset) };
    }
    at += 4 + length;
  }
  return sizes;
}

/**
 * How many entries share bytes with another or with the directory. No archiver writes such; they make a
 * small file unpack to a large one, or show one reader other content than the next.
 */
export function countOverlaps(entries: readonly ZipEntry[], directory: ZipDirectory): number {
  let inOrder = true;
  for (let at = 1; at < entries.length && inOrder; at++) inOrder = entries[at]!.offset > entries[at - 1]!.offset;
  const sorted = inOrder ? entries : entries.toSorted((a, b) => a.offset - b.offset);
  let count = 0;
  for (let at = 0; at < sorted.length; at++) {
    const { offset, stored } = sorted[at]!;
    if (offset + 30 + stored > (sorted[at + 1]?.offset ?? directory.start)) count++;
  }
  return count;
}
