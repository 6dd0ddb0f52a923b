import {
  Fields,
  limits,
  textTo0,
  within,
  type Executable,
  type RandomAccess,
  type Section,
  type Segment,
} from './executable.ts';

/** IMAGE_SCN_CNT_INITIALIZED_DATA, _MEM_READ and _MEM_WRITE; the alignment of 32 bytes may stand beside them. */
const initializedData = 0xc0000040;
const alignment32 = 0x600000;

/**
 * Portable Executable, 32 and 64 bits
 * (https://learn.microsoft.com/windows/win32/debug/pe-format).
 * @returns null for a program of DOS, which begins with the same letters
 */
export function readPe(bytes: RandomAccess): Executable | string | null {
  const dos = bytes.read(0, 64);
  if (dos.length < 64) return null;
  const at = dos.readUInt32LE(60);
  const start = at < bytes.size ? bytes.read(at, 24) : Buffer.alloc(0);
  if (start.toString('latin1', 0, 4) !== 'PE\0\0') return null;
  if (start.length < 24) return 'ends within its PE header';
  const coff = new Fields(start, false);
  const sectionCount = coff.u16(6);
  const optionalSize = coff.u16(20);
  const optional = bytes.read(at + 24, optionalSize);
  const magic = optional.length < 32 ? 0 : optional.readUInt16LE(0);
  if (magic !== 0x10b && magic !== 0x20b) return 'has no optional header of PE32 or PE32+';
  const bits = magic === 0x20b ? 64 : 32;
  // PE32+ takes the room of BaseOfData for the upper half.
  const base = bits === 64 ? optional.readBigUInt64LE(24) : BigInt(optional.readUInt32LE(28));
  const faults: string[] = [];
  const table = bytes.read(at + 24 + optionalSize, Math.min(sectionCount, limits.entries) * 40);
  if (table.length < sectionCount * 40) faults.push('its section headers lie outside the file: it is cut off');
  const names = { at: coff.u32(12) + coff.u32(16) * 18, isThere: coff.u32(12) !== 0 };
  const sections: Section[] = [];
  const segments: Segment[] = [];
  let isCut = false;
  for (let entry = 0; entry + 40 <= table.length; entry += 40) {
    const fields = new Fields(table.subarray(entry, entry + 40), false);
    const address = base + BigInt(fields.u32(12));
    const size = fields.u32(16);
    const range = size === 0 ? null : within(bytes, fields.u32(20), size);
    isCut ||= size > 0 && (range === null || range.size < size);
    const name = nameOf(bytes, textTo0(fields.buffer.subarray(0, 8)), names);
    sections.push({ name, address, offset: range?.offset ?? 0, size: range?.size ?? 0 });
    if (range === null || fields.u32(12) === 0) continue;
    const isData = (fields.u32(36) & ~alignment32) >>> 0 === initializedData;
    segments.push({ address, ...range, isData });
  }
  if (isCut) faults.push('what it loads reaches beyond the file: it is cut off');
  const packed = sections.some(({ name }) => /^UPX[0-9]$/.test(name));
  // IMAGE_FILE_EXECUTABLE_IMAGE: libraries as well.
  const linked = (coff.u16(22) & 0x0002) !== 0;
  return { format: 'pe', bits, bigEndian: false, sections, segments, notes: [], linked, packed, bytes, faults };
}

/** A name of more than eight bytes, `/123`, stands in the table of strings behind the symbols, as MinGW writes it. */
function nameOf(bytes: RandomAccess, name: string, names: { at: number; isThere: boolean }): string {
  if (!/^\/\d+$/.test(name) || !names.isThere) return name;
  const offset = names.at + Number(name.slice(1));
  return offset < bytes.size ? textTo0(bytes.read(offset, 256)) : name;
}
