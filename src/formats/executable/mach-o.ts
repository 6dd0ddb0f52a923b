import {
  Fields,
  limits,
  slice,
  textTo0,
  within,
  type Executable,
  type RandomAccess,
  type Section,
  type Segment,
} from './executable.ts';

const segment32 = 1;
const segment64 = 0x19;
/** May be read and written, not run. */
const readWrite = 3;

/** Mach-O of one architecture (`mach-o/loader.h`). */
export function readMachO(bytes: RandomAccess): Executable | string {
  const start = bytes.read(0, 32);
  if (start.length < 28) return 'ends within its Mach-O header';
  const bigEndian = start[0] === 0xfe;
  const bits = start[bigEndian ? 3 : 0] === 0xcf ? 64 : 32;
  const header = new Fields(start, bigEndian);
  const commandCount = header.u32(16);
  const commandBytes = header.u32(20);
  const faults: string[] = [];
  if (commandBytes > limits.tableBytes) return 'has more load commands than are read';
  const commands = bytes.read(bits === 64 ? 32 : 28, commandBytes);
  if (commands.length < commandBytes) faults.push('its load commands lie outside the file: it is cut off');
  const sections: Section[] = [];
  const segments: Segment[] = [];
  let isCut = false;
  for (let at = 0, count = 0; count < commandCount && at + 8 <= commands.length; count++) {
    const fields = new Fields(commands, bigEndian);
    const kind = fields.u32(at);
    const size = fields.u32(at + 4);
    if (size < 8) {
      faults.push('a load command is shorter than it can be');
      break;
    }
    if (at + size > commands.length) break;
    if (kind === segment32 || kind === segment64) {
      isCut = readSegment(bytes, commands.subarray(at, at + size), bigEndian, sections, segments) || isCut;
    }
    at += size;
  }
  if (isCut) faults.push('what it loads reaches beyond the file: it is cut off');
  // MH_EXECUTE, MH_DYLIB, MH_BUNDLE.
  const linked = [2, 6, 8].includes(header.u32(12));
  return { format: 'mach-o', bits, bigEndian, sections, segments, notes: [], linked, packed: false, bytes, faults };
}

/** @returns whether it reaches beyond the file */
function readSegment(
  bytes: RandomAccess,
  command: Buffer,
  bigEndian: boolean,
  sections: Section[],
  segments: Segment[],
): boolean {
  const fields = new Fields(command, bigEndian);
  const bits = fields.u32(0) === segment64 ? 64 : 32;
  const word = bits / 8;
  const least = 24 + word * 4 + 16;
  if (command.length < least) return false;
  const address = fields.address(24, bits);
  const size = fields.size(24 + word * 3, bits);
  const range = size === 0 ? null : within(bytes, fields.size(24 + word * 2, bits), size);
  const rest = 24 + word * 4;
  const isData = address !== 0n && fields.u32(rest) === readWrite && fields.u32(rest + 4) === readWrite;
  if (range !== null && textTo0(command.subarray(8, 24)) !== '__PAGEZERO') segments.push({ address, ...range, isData });
  const sectionSize = bits === 64 ? 80 : 68;
  const count = Math.min(fields.u32(rest + 8), limits.entries);
  for (let index = 0, at = least; index < count && at + sectionSize <= command.length; index++, at += sectionSize) {
    const own = fields.size(at + 32 + word, bits);
    const kind = fields.u32(at + 32 + word * 2 + 16) & 0xff;
    // S_ZEROFILL and its kin take only room in memory.
    const inFile =
      kind === 1 || kind === 0xc || kind === 0x12 ? null : within(bytes, fields.u32(at + 32 + word * 2), own);
    sections.push({
      name: textTo0(command.subarray(at, at + 16)),
      address: fields.address(at + 32, bits),
      offset: inFile?.offset ?? 0,
      size: inFile?.size ?? 0,
    });
  }
  return size > 0 && (range === null || range.size < size);
}

/**
 * The parts of a universal binary, one for each architecture (`mach-o/fat.h`).
 * @returns null for a class of Java, which begins with the same four bytes: its version, 45 and above,
 * stands where a universal binary counts its few architectures
 */
export function fatParts(bytes: RandomAccess): readonly RandomAccess[] | string | null {
  const start = bytes.read(0, 8);
  if (start.length < 8) return null;
  const count = start.readUInt32BE(4);
  if (count === 0 || count > limits.architectures) return null;
  const bits = start[3] === 0xbf ? 64 : 32;
  const entry = bits === 64 ? 32 : 20;
  const table = bytes.read(8, count * entry);
  if (table.length < count * entry) return 'ends within its list of architectures';
  const fields = new Fields(table, true);
  return Array.from({ length: count }, (_unused, index) => {
    const at = index * entry + 8;
    const [offset, size] = [fields.size(at, bits), fields.size(at + bits / 8, bits)];
    return offset < bytes.size ? slice(bytes, offset, size) : slice(bytes, 0, 0);
  });
}
