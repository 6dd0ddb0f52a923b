import {
  Fields,
  locate,
  readAddress,
  sectionNamed,
  type Executable,
  type RandomAccess,
} from '../executable/executable.ts';
import { parseModules, type GoModules } from './parse-modules.ts';

/** What Go's linker writes into every program since Go 1.13. */
export interface GoBuildInfo extends GoModules {
  /** `go1.26.8`, `go1.21.5 X:boringcrypto`, `devel go1.19-…`. */
  readonly goVersion: string;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
const alignment = 16;
const headerSize = 32;
const inline = 0x2;
const bigEndian = 0x1;
/** Bytes of one string; the longest lists of modules have some 100 kB. */
const longest = 16 << 20;
const chunk = 1 << 20;

/**
 * The build information of a Go program, found and read as `debug/buildinfo` does it: the blob at the
 * start of a section of its own, else in the first data that may be written, 16-byte aligned; since
 * Go 1.18 with the strings behind it, before with pointers to them.
 *
 * @returns null for what was not built by Go 1.13 or later, a reason for a blob that cannot be read
 */
export function readGoBuildInfo(executable: Executable): GoBuildInfo | string | null {
  const blob = findBlob(executable);
  if (blob === null) return null;
  const header = executable.bytes.read(blob.offset, Math.min(headerSize, blob.left));
  if (header.length < headerSize) return 'its build information is cut off';
  const flags = header[15]!;
  const strings = (flags & inline) === 0 ? pointed(executable, header) : inlined(executable, blob);
  if (strings === null) return 'the strings of its build information lie outside the file';
  const goVersion = strings.version.toString();
  if (goVersion === '') return 'its build information does not name the version of Go';
  // Sixteen bytes on either side mark the text, the last of it ends its line (cmd/go/internal/modload).
  const { modules } = strings;
  const isFramed = modules.length >= 33 && modules.at(-17) === 0x0a;
  const parsed = parseModules(isFramed ? modules.toString('utf8', 16, modules.length - 16) : '');
  return typeof parsed === 'string' ? parsed : { goVersion, ...parsed };
}

interface Strings {
  readonly version: Buffer;
  readonly modules: Buffer;
}

interface Place {
  readonly offset: number;
  /** Bytes from there to the end of what holds it. */
  readonly left: number;
}

function findBlob(executable: Executable): Place | null {
  const section = sectionNamed(executable, '.go.buildinfo', '__go_buildinfo');
  const data = executable.segments.find(({ isData }) => isData);
  const range = section ?? data;
  if (range === undefined) return null;
  const { bytes } = executable;
  // Aligned in memory, which a file need not keep.
  const skip = Number(-range.address & 15n);
  for (let at = skip; at + headerSize <= range.size; at += chunk) {
    const part = bytes.read(range.offset + at, Math.min(chunk, range.size - at));
    for (let hit = part.indexOf(magic); hit !== -1; hit = part.indexOf(magic, hit + 1)) {
      if (hit % alignment !== 0) continue;
      const offset = range.offset + at + hit;
      // A section holds the header; the strings may stand behind it, in the same segment.
      return { offset, left: leftInSegment(executable, range.address + BigInt(at + hit)) ?? range.size - at - hit };
    }
    if (part.length < chunk) return null;
  }
  return null;
}

function leftInSegment(executable: Executable, address: bigint): number | null {
  return locate(executable, address)?.left ?? null;
}

function inlined({ bytes }: Executable, blob: Place): Strings | null {
  const end = blob.offset + blob.left;
  const version = prefixed(bytes, blob.offset + headerSize, end);
  const modules = version === null ? null : prefixed(bytes, version.end, end);
  return version === null || modules === null ? null : { version: version.text, modules: modules.text };
}

/** A string behind its length as a varint. */
function prefixed(bytes: RandomAccess, at: number, end: number): { text: Buffer; end: number } | null {
  const head = bytes.read(at, Math.max(0, Math.min(10, end - at)));
  let length = 0;
  for (const [index, byte] of head.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    const from = at + index + 1;
    if (length > longest || from + length > end) return null;
    const text = bytes.read(from, length);
    return text.length < length ? null : { text, end: from + length };
  }
  return null;
}

function pointed(executable: Executable, header: Buffer): Strings | null {
  const size = header[14]!;
  if (size !== 4 && size !== 8) return null;
  const bits = size === 4 ? 32 : 64;
  const isBig = (header[15]! & bigEndian) !== 0;
  const fields = new Fields(header, isBig);
  const stringAt = (address: bigint): Buffer | null => {
    const pair = readAddress(executable, address, 2 * size);
    if (pair === null || pair.length < 2 * size) return null;
    const value = new Fields(pair, isBig);
    const length = value.size(size, bits);
    if (length === 0) return Buffer.alloc(0);
    const text = length > longest ? null : readAddress(executable, value.address(0, bits), length);
    return text === null || text.length < length ? null : text;
  };
  const version = stringAt(fields.address(16, bits));
  // Without modules there is no string to point to.
  const modules = stringAt(fields.address(16 + size, bits)) ?? Buffer.alloc(0);
  return version === null ? null : { version, modules };
}

/**
 * Whether Go built it, by the id that every version of its linker leaves: a note in ELF, else at the
 * start of the code, which stands first in the file.
 */
export function hasGoBuildId({ format, notes, bytes, bigEndian: isBig, sections }: Executable): boolean {
  if (sections.some(({ name }) => name === '.gopclntab' || name === '__gopclntab')) return true;
  if (format !== 'elf') return bytes.read(0, 32 << 10).includes('\xff Go build ID: "', 0, 'latin1');
  return notes.some(({ offset, size }) => {
    const note = bytes.read(offset, Math.min(size, 64 << 10));
    for (let at = 0; at + 16 <= note.length;) {
      const fields = new Fields(note, isBig);
      const [nameSize, valueSize] = [fields.u32(at), fields.u32(at + 4)];
      if (fields.u32(at + 8) === 4 && note.toString('latin1', at + 12, at + 16) === 'Go\0\0') return true;
      at += 12 + Math.ceil(nameSize / 4) * 4 + Math.ceil(valueSize / 4) * 4;
    }
    return false;
  });
}
