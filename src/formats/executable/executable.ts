/** Bytes that are read where they are wanted: a file on disk, a part of one, memory. */
export interface RandomAccess {
  readonly size: number;
  /** So many bytes from there on; fewer at the end. */
  read(offset: number, length: number): Buffer;
}

export interface Section {
  /** `.text`, `__go_buildinfo`. */
  readonly name: string;
  readonly address: bigint;
  /** Bytes in the file; none where it only takes room in memory. */
  readonly offset: number;
  readonly size: number;
}

/** What is mapped into memory: a `PT_LOAD` of ELF, a section of PE, a segment of Mach-O. */
export interface Segment {
  readonly address: bigint;
  /** Bytes in the file; memory may be longer. */
  readonly offset: number;
  readonly size: number;
  /** Variables with values: may be written, may not be run. */
  readonly isData: boolean;
}

/** What the headers of an executable, a shared library or an object say. */
export interface Executable {
  readonly format: 'elf' | 'pe' | 'mach-o';
  readonly bits: 32 | 64;
  readonly bigEndian: boolean;
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  /** ELF: where notes stand. */
  readonly notes: readonly { readonly offset: number; readonly size: number }[];
  /** A program or a shared library; what is yet to be linked into one is neither. */
  readonly linked: boolean;
  /** Packed with UPX: what it really holds is compressed. */
  readonly packed: boolean;
  /** Offsets are of these: of one architecture where the file holds several. */
  readonly bytes: RandomAccess;
  /** What its headers say that cannot be: a table outside the file. The rest was read. */
  readonly faults: readonly string[];
}

/** Of tables and of architectures; above, headers lie or are no headers. */
export const limits = { tableBytes: 4 << 20, entries: 20_000, architectures: 16 } as const;

/** Where an address of memory stands in the file, and how many bytes follow it there; null where it has none. */
export function locate(executable: Executable, address: bigint): { offset: number; left: number } | null {
  for (const { address: start, offset, size } of executable.segments) {
    if (address < start || address >= start + BigInt(size)) continue;
    const into = Number(address - start);
    return { offset: offset + into, left: size - into };
  }
  return null;
}

/** Fewer bytes than asked where the segment or the file ends; null for an address that the file does not hold. */
export function readAddress(executable: Executable, address: bigint, length: number): Buffer | null {
  const at = locate(executable, address);
  return at === null ? null : executable.bytes.read(at.offset, Math.min(length, at.left));
}

export function sectionNamed(executable: Executable, ...names: readonly string[]): Section | null {
  return executable.sections.find(({ name, size }) => size > 0 && names.includes(name)) ?? null;
}

/** The range within the file: null for one that begins outside; what reaches outside is cut. */
export function within(bytes: RandomAccess, offset: number, size: number): { offset: number; size: number } | null {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset >= bytes.size) return null;
  return { offset, size: Math.min(size, bytes.size - offset) };
}

/** A part of a file as a file of its own. */
export function slice(bytes: RandomAccess, offset: number, size: number): RandomAccess {
  const length = Math.max(0, Math.min(size, bytes.size - offset));
  return {
    size: length,
    read: (from, wanted) =>
      from >= length ? Buffer.alloc(0) : bytes.read(offset + from, Math.min(wanted, length - from)),
  };
}

/** Numbers of one byte order and word size, from a buffer that is long enough. */
export class Fields {
  readonly buffer: Buffer;
  readonly bigEndian: boolean;
  constructor(buffer: Buffer, bigEndian: boolean) {
    this.buffer = buffer;
    this.bigEndian = bigEndian;
  }
  u16(at: number): number {
    return this.bigEndian ? this.buffer.readUInt16BE(at) : this.buffer.readUInt16LE(at);
  }
  u32(at: number): number {
    return this.bigEndian ? this.buffer.readUInt32BE(at) : this.buffer.readUInt32LE(at);
  }
  u64(at: number): bigint {
    return this.bigEndian ? this.buffer.readBigUInt64BE(at) : this.buffer.readBigUInt64LE(at);
  }
  /** An address; of 4 or 8 bytes. */
  address(at: number, bits: 32 | 64): bigint {
    return bits === 64 ? this.u64(at) : BigInt(this.u32(at));
  }
  /** An offset or size. Above 2^53 it is no place in any file, and less exact is good enough to say so. */
  size(at: number, bits: 32 | 64): number {
    if (bits === 32) return this.u32(at);
    const [high, low] = this.bigEndian ? [at, at + 4] : [at + 4, at];
    return this.u32(high) * 0x1_0000_0000 + this.u32(low);
  }
}

/** Text up to the first NUL, or to the end. */
export function textTo0(buffer: Buffer, start = 0, end = buffer.length): string {
  const nul = buffer.indexOf(0, start);
  return buffer.toString('latin1', start, nul === -1 ? end : Math.min(nul, end));
}
