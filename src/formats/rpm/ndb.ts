/** `RpmP`, `Slot`, `BlbS`, `BlbE`, read as little-endian numbers. */
const databaseMagic = 0x506d7052;
const slotMagic = 0x746f6c53;
const blobStart = 0x53626c42;
const blobEnd = 0x45626c42;
const pageSize = 4096;
const slotSize = 16;
const blockSize = 16;

/**
 * The headers in `Packages.db` (rpm's lib/backend/ndb/rpmpkg.cc): a header of 32 bytes, pages of
 * slots, blobs in blocks of 16 bytes. Every blob is held against its Adler-32. A string is a problem.
 */
export function* readNdb(file: Buffer): Generator<Buffer | string> {
  if (file.length < pageSize || file.readUInt32LE(0) !== databaseMagic) {
    yield 'it is no ndb database';
    return;
  }
  const version = file.readUInt32LE(4);
  if (version !== 0) {
    yield `it is an ndb database of version ${version}, which is not known`;
    return;
  }
  const pages = file.readUInt32LE(12);
  if (pages === 0 || pages > file.length / pageSize) {
    yield 'the database is cut off: it has fewer pages of slots than it says';
    return;
  }
  const seen = new Set<number>();
  // The header takes the room of the first two slots.
  for (let at = 2 * slotSize; at < pages * pageSize; at += slotSize) {
    if (file.readUInt32LE(at) !== slotMagic) {
      yield 'a slot of the database is damaged';
      return;
    }
    const index = file.readUInt32LE(at + 4);
    const offset = file.readUInt32LE(at + 8);
    const blocks = file.readUInt32LE(at + 12);
    // An empty slot has no place.
    if (offset === 0) continue;
    if (seen.has(offset)) {
      yield 'two slots of the database have one place';
      continue;
    }
    seen.add(offset);
    yield readBlob(file, index, offset * blockSize, blocks * blockSize);
  }
}

function readBlob(file: Buffer, index: number, start: number, size: number): Buffer | string {
  if (size < 28 || start + size > file.length) return 'a header is cut off';
  const blob = file.subarray(start, start + size);
  const length = blob.readUInt32LE(12);
  const tail = size - 12;
  const whole =
    blob.readUInt32LE(0) === blobStart &&
    blob.readUInt32LE(4) === index &&
    length <= tail - 16 &&
    blob.readUInt32LE(tail + 4) === length &&
    blob.readUInt32LE(tail + 8) === blobEnd;
  if (!whole || blob.readUInt32LE(tail) !== adler32(blob.subarray(0, tail))) return 'a header is damaged';
  return blob.subarray(16, 16 + length);
}

/** RFC 1950 §8.2. */
export function adler32(bytes: Buffer): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length;) {
    // So many bytes cannot overflow 32 bits.
    for (const end = Math.min(at + 5552, bytes.length); at < end; at++) {
      low += bytes[at]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}
