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

const isLoad = 1;
const isNote = 4;
const inMemoryOnly = 8;
/** Bytes of the name of a section; a longer one is none that is looked for. */
const longestName = 256;
const flagRun = 1;
const flagWrite = 2;

/** ET_EXEC, and ET_DYN of libraries and of programs that are loaded anywhere. */
const linked = [2, 3];

interface Header {
  readonly type: number;
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  readonly segmentsAt: number;
  readonly sectionsAt: number;
  readonly segmentSize: number;
  readonly segmentCount: number;
  readonly sectionSize: number;
  readonly sectionCount: number;
  readonly namesIndex: number;
}

/**
 * ELF, System V gABI chapters 4 and 5.
 * @returns a reason for what begins like ELF and cannot be read
 */
export function readElf(bytes: RandomAccess): Executable | string {
  const start = bytes.read(0, 64);
  const header = readHeader(start);
  if (typeof header === 'string') return header;
  const faults: string[] = [];
  const sections = readSections(bytes, header, faults);
  const programs = readSegments(bytes, header, faults);
  return {
    format: 'elf',
    bits: header.bits,
    bigEndian: header.bigEndian,
    linked: linked.includes(header.type),
    sections,
    ...programs,
    // The packer writes its own header behind the program headers, which stand first.
    packed: bytes.read(0, 1024).indexOf('UPX!', 0, 'latin1') !== -1,
    bytes,
    faults,
  };
}

function readHeader(start: Buffer): Header | string {
  const bits = start[4] === 1 ? 32 : start[4] === 2 ? 64 : null;
  if (bits === null) return 'is ELF of neither 32 nor 64 bits';
  if (start[5] !== 1 && start[5] !== 2) return 'is ELF of neither byte order';
  if (start.length < (bits === 64 ? 64 : 52)) return 'ends within its ELF header';
  const fields = new Fields(start, start[5] === 2);
  const [tables, sizes] = bits === 64 ? [32, 54] : [28, 42];
  const word = bits / 8;
  return {
    type: fields.u16(16),
    bits,
    bigEndian: fields.bigEndian,
    segmentsAt: fields.size(tables, bits),
    sectionsAt: fields.size(tables + word, bits),
    segmentSize: fields.u16(sizes),
    segmentCount: fields.u16(sizes + 2),
    sectionSize: fields.u16(sizes + 4),
    sectionCount: fields.u16(sizes + 6),
    namesIndex: fields.u16(sizes + 8),
  };
}

function readSections(bytes: RandomAccess, header: Header, faults: string[]): Section[] {
  const { bits, sectionsAt, sectionSize } = header;
  // Without a table of sections it runs all the same: `sstrip` and packers drop it.
  if (sectionsAt === 0) return [];
  const [sizeAt, linkAt] = bits === 64 ? [32, 40] : [20, 24];
  const first = readTable(bytes, header, 'section', sectionsAt, sectionSize, 1, faults);
  if (first === null) return [];
  // Numbers that do not fit the header stand in the first section (gABI, e_shnum and e_shstrndx).
  const count = header.sectionCount === 0 ? first.size(sizeAt, bits) : header.sectionCount;
  const namesIndex = header.namesIndex === 0xffff ? first.u32(linkAt) : header.namesIndex;
  const table = readTable(bytes, header, 'section', sectionsAt, sectionSize, count, faults);
  if (table === null) return [];
  const [addressAt, offsetAt] = bits === 64 ? [16, 24] : [12, 16];
  const rangeOf = (index: number): { offset: number; size: number } | null => {
    const base = index * sectionSize;
    const isInFile = table.u32(base + 4) !== inMemoryOnly;
    return isInFile ? within(bytes, table.size(base + offsetAt, bits), table.size(base + sizeAt, bits)) : null;
  };
  const room = namesIndex < count ? rangeOf(namesIndex) : null;
  if (room === null) return fault(faults, 'its names of sections lie outside the file');
  const whole = room.size <= 1 << 20 ? bytes.read(room.offset, room.size) : null;
  const nameAt = (at: number): string => {
    if (at >= room.size) return '';
    return whole === null ? textTo0(bytes.read(room.offset + at, longestName)) : textTo0(whole, at, at + longestName);
  };
  const sections: Section[] = [];
  for (let index = 0; index < count; index++) {
    const base = index * sectionSize;
    const { offset, size } = rangeOf(index) ?? { offset: 0, size: 0 };
    sections.push({
      name: nameAt(table.u32(base)),
      address: table.address(base + addressAt, bits),
      offset,
      size,
    });
  }
  return sections;
}

type Programs = Pick<Executable, 'segments' | 'notes'>;

function readSegments(bytes: RandomAccess, header: Header, faults: string[]): Programs {
  const { bits, segmentsAt, segmentSize, segmentCount } = header;
  const segments: Segment[] = [];
  const notes: { offset: number; size: number }[] = [];
  // An object that is not linked has none.
  if (segmentsAt === 0 || segmentCount === 0) return { segments, notes };
  const table = readTable(bytes, header, 'program', segmentsAt, segmentSize, segmentCount, faults);
  if (table === null) return { segments, notes };
  let isCut = false;
  for (let index = 0; index < segmentCount; index++) {
    const base = index * segmentSize;
    const [flagsAt, offsetAt, addressAt, sizeAt] = bits === 64 ? [4, 8, 16, 32] : [24, 4, 8, 16];
    const type = table.u32(base);
    const size = table.size(base + sizeAt, bits);
    if ((type !== isLoad && type !== isNote) || size === 0) continue;
    const range = within(bytes, table.size(base + offsetAt, bits), size);
    isCut ||= range === null || range.size < size;
    if (range === null) continue;
    if (type === isNote) notes.push(range);
    else {
      const isData = (table.u32(base + flagsAt) & (flagRun | flagWrite)) === flagWrite;
      segments.push({ address: table.address(base + addressAt, bits), ...range, isData });
    }
  }
  if (isCut) faults.push('what it loads reaches beyond the file: it is cut off');
  return { segments, notes };
}

function readTable(
  bytes: RandomAccess,
  { bits, bigEndian }: Header,
  what: 'program' | 'section',
  offset: number,
  size: number,
  count: number,
  faults: string[],
): Fields | null {
  const least = what === 'program' ? { 32: 32, 64: 56 } : { 32: 40, 64: 64 };
  const length = size * count;
  if (size < least[bits]) faults.push(`its ${what} headers are too short`);
  else if (count > limits.entries || length > limits.tableBytes) {
    faults.push(`it has ${count} ${what} headers, more than are read`);
  } else {
    const table = Number.isSafeInteger(offset) ? bytes.read(offset, length) : Buffer.alloc(0);
    if (table.length === length) return new Fields(table, bigEndian);
    faults.push(`its ${what} headers lie outside the file: it is cut off`);
  }
  return null;
}

function fault(faults: string[], text: string): Section[] {
  faults.push(text);
  return [];
}
