/** Blocks of a tar are 512 bytes (POSIX.1-2024, pax, "ustar Interchange Format"). */
export const blockSize = 512;

export type TarType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'fifo' | 'other';

/** One entry, with pax and GNU extensions already applied. */
export interface TarHeader {
  /** As written; see names.ts for what it leads to. */
  readonly name: string;
  readonly type: TarType;
  /** Target of a link as written; empty otherwise. */
  readonly linkName: string;
  /** Permission bits, with set-user-id and such. */
  readonly mode: number;
  /** Bytes of the file once unpacked; more than `stored` for a sparse one. */
  readonly size: number;
  /** Bytes of the body in the archive, without padding. */
  readonly stored: number;
  readonly sparse: boolean;
}

/** A header block as it stands, before extensions. */
export interface RawHeader {
  readonly name: string;
  readonly linkName: string;
  readonly flag: string;
  readonly mode: number;
  readonly size: number;
  /** Old GNU sparse files (flag S): the unpacked size, and whether blocks with more of the map follow. */
  readonly sparse: { readonly realSize: number; readonly extended: boolean } | null;
}

/** Reads a header block; a string says what is wrong with it, null means a block of zeros. */
export function readHeader(block: Buffer): RawHeader | string | null {
  if (!checksumMatches(block)) {
    return isZero(block) ? null : 'the checksum of a header does not match';
  }
  const size = readNumber(block, 124, 12);
  if (size === undefined) return 'the size of an entry is not a number';
  const flag = String.fromCharCode(block[156]!);
  const sparse = flag === 'S' ? { realSize: readNumber(block, 483, 12), extended: block[482] !== 0 } : null;
  if (sparse !== null && sparse.realSize === undefined) return 'the size of a sparse entry is not a number';
  return {
    name: readName(block),
    linkName: readText(block, 157, 100),
    flag,
    // What cannot be read may be anything, an executable too.
    mode: (readNumber(block, 100, 8) ?? 0o777) & 0o7777,
    size,
    sparse: sparse as RawHeader['sparse'],
  };
}

/**
 * `\0` is what tars before POSIX write for a file; then a name ending in a slash is a folder. With `0` it is
 * a file to Go's archive/tar, and so to every runtime.
 */
export function typeOf(flag: string, name: string): TarType {
  switch (flag) {
    case '\0':
      return name.endsWith('/') ? 'directory' : 'file';
    case '0':
    case '7':
    case 'S':
      return 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '3':
    case '4':
      return 'device';
    case '5':
    case 'D':
      return 'directory';
    case '6':
      return 'fifo';
    default:
      return 'other';
  }
}

/** Entries that have no body whatever their size says; Go's archive/tar, and so every runtime, reads them so. */
export function hasBody(flag: string): boolean {
  return !'123456'.includes(flag);
}

/** True when the 8 bytes at 148, read as spaces, add up; old tars summed signed bytes. */
function checksumMatches(block: Buffer): boolean {
  const stated = readNumber(block, 148, 8);
  if (stated === undefined) return false;
  let unsigned = sumOf(block) + 8 * 32;
  for (let at = 148; at < 156; at++) unsigned -= block[at]!;
  if (stated === unsigned) return true;
  let high = 0;
  for (let at = 0; at < blockSize; at++) if (at < 148 || at >= 156) high += block[at]! >> 7;
  return stated === unsigned - 256 * high;
}

/** Every header of a layer is summed: by words, two bytes of each at a time, it takes a quarter of the time. */
function sumOf(block: Buffer): number {
  if (block.byteOffset % 4 !== 0) return block.reduce((sum, byte) => sum + byte, 0);
  const words = new Int32Array(block.buffer, block.byteOffset, blockSize / 4);
  // 256 bytes a half: no more than 65,280, so that one never runs into the other.
  let sums = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    sums += (word & 0x00ff_00ff) + ((word >>> 8) & 0x00ff_00ff);
  }
  return (sums & 0xffff) + (sums >>> 16);
}

function isZero(block: Buffer): boolean {
  for (let at = 0; at < blockSize; at++) if (block[at] !== 0) return false;
  return true;
}

/** Octal text between spaces and NULs, or base-256 when the first bit is set; undefined when neither or negative. */
export function readNumber(block: Buffer, start: number, length: number): number | undefined {
  const first = block[start]!;
  if ((first & 0x80) !== 0) {
    if ((first & 0x40) !== 0) return undefined;
    let value = first & 0x3f;
    for (let at = start + 1; at < start + length; at++) {
      value = value * 256 + block[at]!;
      if (value > Number.MAX_SAFE_INTEGER) return undefined;
    }
    return value;
  }
  let at = start;
  const end = start + length;
  const blank = (byte: number): boolean => byte === 32 || byte === 0;
  while (at < end && blank(block[at]!)) at++;
  let value = 0;
  for (; at < end && !blank(block[at]!); at++) {
    const digit = block[at]! - 48;
    if (digit < 0 || digit > 7) return undefined;
    value = value * 8 + digit;
  }
  for (; at < end; at++) if (!blank(block[at]!)) return undefined;
  return value;
}

function readText(block: Buffer, start: number, length: number): string {
  if (block[start] === 0) return '';
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end === -1 || end > start + length ? start + length : end);
}

/** POSIX and star put the first folders of a long name into a prefix; GNU keeps other things there. */
function readName(block: Buffer): string {
  const name = readText(block, 0, 100);
  if (block[345] === 0 || block.toString('latin1', 257, 263) !== 'ustar\0') return name;
  const star = block.toString('latin1', 508, 512) === 'tar\0';
  return `${readText(block, 345, star ? 131 : 155)}/${name}`;
}
