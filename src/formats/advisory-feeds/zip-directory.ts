/**
 * The central directory of a zip (PKWARE APPNOTE 6.3.10 §4.3), zip64 included: feeds hold more than
 * 65,535 records. Only what the directory lists is in the archive, whatever stands between.
 */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  /** Bytes in the archive, and unpacked as the directory says. */
  readonly stored: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly offset: number;
  readonly crc: number;
}

export interface ZipEnd {
  readonly entries: number;
  readonly offset: number;
  readonly size: number;
}

/** Bytes at the end of a file that hold the end record with the longest comment and the zip64 locator. */
export const zipTailBytes = 65_535 + 22 + 20;
export const zipLocalHeaderBytes = 30;
export const zip64EndBytes = 56;

/** Where the directory stands; a number says where the zip64 end record is to be read; a string, why there is none. */
export function findZipEnd(tail: Buffer): ZipEnd | number | string {
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50 || at + 22 + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const entries = tail.readUInt16LE(at + 10);
    const size = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    if (entries !== 0xffff && size !== 0xffffffff && offset !== 0xffffffff) return { entries, size, offset };
    if (at < 20 || tail.readUInt32LE(at - 20) !== 0x07064b50) return { entries, size, offset };
    return Number(tail.readBigUInt64LE(at - 12));
  }
  return 'has no end of a zip';
}

export function readZip64End(bytes: Buffer): ZipEnd | string {
  if (bytes.length < zip64EndBytes || bytes.readUInt32LE(0) !== 0x06064b50) return 'has no zip64 end record';
  return {
    entries: Number(bytes.readBigUInt64LE(32)),
    size: Number(bytes.readBigUInt64LE(40)),
    offset: Number(bytes.readBigUInt64LE(48)),
  };
}

/** Entries of the directory in order; a string ends it and says what is wrong there. Folders are left out. */
export function* readZipDirectory(bytes: Buffer, count: number): Generator<ZipEntry | string> {
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) {
      yield `its directory lists ${count} entries and ends after ${index}`;
      return;
    }
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
    else yield { name, method: method === 0 ? 'stored' : 'deflated', crc, ...sizes };
  }
}

interface Sizes {
  readonly size: number;
  readonly stored: number;
  readonly offset: number;
}

/** §4.5.3: the extra field 1 holds, in this order, those values that do not fit. */
function zip64Sizes(sizes: Sizes, extra: Buffer): Sizes {
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

/** Where the body of an entry starts, from its local header; a string when there is none. */
export function zipBodyOffset(entry: ZipEntry, header: Buffer): number | string {
  if (header.length < zipLocalHeaderBytes || header.readUInt32LE(0) !== 0x04034b50) return 'has no local header';
  return entry.offset + zipLocalHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}
