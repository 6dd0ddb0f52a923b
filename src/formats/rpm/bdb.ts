/** Berkeley DB, hash access method: magic of its first page, and the kinds of pages and items (db_page.h). */
const hashMagic = 0x00061561;
const metaPage = 8;
const hashPages = new Set([2, 13]);
const overflowPage = 7;
const onPage = 1;
const offPage = 3;
const headerSize = 26;

/** The most that the values of one database may be together, for a chain may be named by many. */
const maxBytes = 2 ** 30;

/**
 * The headers in `Packages` of rpm before 4.16: values of a hash, on the page itself or in a chain of
 * overflow pages. The key 0 counts packages and has no header. A string is a problem.
 */
export function* readBdb(file: Buffer): Generator<Buffer | string> {
  const bdb = openBdb(file);
  if (typeof bdb === 'string') {
    yield bdb;
    return;
  }
  const { u16, u32, pageSize, pages } = bdb;
  if (pages * pageSize > file.length) yield 'the database is cut off: it has fewer pages than it says';
  let left = maxBytes;
  for (let start = pageSize; start + pageSize <= Math.min(file.length, pages * pageSize); start += pageSize) {
    if (!hashPages.has(file[start + 25]!)) continue;
    const count = u16(start + 20);
    if (headerSize + 2 * count > pageSize || count % 2 !== 0) {
      yield 'a page of the database is damaged';
      continue;
    }
    const item = (index: number): Buffer | null => {
      const from = u16(start + headerSize + 2 * index);
      const to = index === 0 ? pageSize : u16(start + headerSize + 2 * (index - 1));
      return from < headerSize + 2 * count || to <= from || to > pageSize
        ? null
        : file.subarray(start + from, start + to);
    };
    for (let index = 0; index < count; index += 2) {
      const key = item(index);
      const value = item(index + 1);
      if (key === null || value === null) {
        yield 'a page of the database is damaged';
        break;
      }
      if (key[0] === onPage && key.length === 5 && key.readUInt32LE(1) === 0) continue;
      if (value[0] === onPage) yield value.subarray(1);
      else if (value[0] === offPage && value.length >= 12) {
        const at = value.byteOffset - file.byteOffset;
        const length = u32(at + 8);
        left -= length;
        if (left < 0) {
          yield `the headers take more than ${maxBytes} bytes`;
          return;
        }
        yield chain(file, bdb, u32(at + 4), length);
      } else yield `an item of the database is of the kind ${value[0]}, which rpm does not write`;
    }
  }
}

interface Bdb {
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  readonly pageSize: number;
  readonly pages: number;
}

function openBdb(file: Buffer): Bdb | string {
  if (file.length < 512) return 'it is no Berkeley DB hash';
  const little = file.readUInt32LE(12) === hashMagic;
  if ((!little && file.readUInt32BE(12) !== hashMagic) || file[25] !== metaPage) return 'it is no Berkeley DB hash';
  const u16 = (at: number): number => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  const u32 = (at: number): number => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const pageSize = u32(20);
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return 'its pages have no valid size';
  // Checksums and encryption make the head of a page longer.
  if (file[24] !== 0 || (file[26]! & 1) !== 0) return 'it is encrypted or has checksums, which rpm does not write';
  return { u16, u32, pageSize, pages: u32(32) + 1 };
}

/** A value that is kept in pages of its own. */
function chain(file: Buffer, { u16, u32, pageSize, pages }: Bdb, first: number, length: number): Buffer | string {
  if (length > file.length) return 'a header is cut off';
  const parts: Buffer[] = [];
  let have = 0;
  for (let page = first; page !== 0 && have < length;) {
    const start = page * pageSize;
    if (page >= pages || start + pageSize > file.length || file[start + 25] !== overflowPage) {
      return 'a header is cut off';
    }
    const size = u16(start + 22);
    // A page without bytes would let a chain run in a circle.
    if (size === 0 || headerSize + size > pageSize) return 'a page of the database is damaged';
    parts.push(file.subarray(start + headerSize, start + headerSize + size));
    have += size;
    page = u32(start + 16);
  }
  return have === length ? Buffer.concat(parts) : 'a header is cut off';
}
