import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly body?: string | Buffer;
  readonly stored?: boolean;
  /** Changes what stands in the local header and in the directory, before they are joined. */
  readonly edit?: (local: Buffer, central: Buffer) => void;
}

export interface ZipOptions {
  readonly before?: Buffer;
  readonly comment?: Buffer;
  readonly zip64?: boolean;
  /** Entries that the end record counts in place of the true number. */
  readonly entries?: number;
  /** True: offsets count from the start of the file, as after `zip -A`. */
  readonly adjusted?: boolean;
}

/** A zip of these files. */
export function zip(files: readonly ZipFile[], options: ZipOptions = {}): Buffer {
  const { before = Buffer.alloc(0), comment = Buffer.alloc(0), zip64 = false, adjusted = false } = options;
  const shift = adjusted ? before.length : 0;
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = shift;
  for (const { name, body = '', stored = false, edit } of files) {
    const bytes = Buffer.from(body);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const names = Buffer.from(name);
    const local = Buffer.alloc(30 + names.length);
    local.write('PK\x03\x04', 'latin1');
    const central = Buffer.alloc(46 + names.length);
    central.write('PK\x01\x02', 'latin1');
    for (const [record, at] of [
      [local, 8],
      [central, 10],
    ] as const) {
      record.writeUInt16LE(stored ? 0 : 8, at);
      record.writeUInt32LE(crc32(bytes), at + 6);
      record.writeUInt32LE(packed.length, at + 10);
      record.writeUInt32LE(bytes.length, at + 14);
      record.writeUInt16LE(names.length, at + 18);
    }
    names.copy(local, 30);
    names.copy(central, 46);
    central.writeUInt32LE(offset, 42);
    edit?.(local, central);
    bodies.push(local, packed);
    entries.push(central);
    offset += local.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  const count = options.entries ?? files.length;
  end.writeUInt16LE(zip64 ? 0xffff : count & 0xffff, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const wide = zip64 ? wideEnd(count, directory.length, offset) : Buffer.alloc(0);
  return Buffer.concat([before, ...bodies, directory, wide, end, comment]);
}

function wideEnd(count: number, size: number, offset: number): Buffer {
  const wide = Buffer.alloc(76);
  wide.write('PK\x06\x06', 'latin1');
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(size), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  wide.write('PK\x06\x07', 56, 'latin1');
  wide.writeBigUInt64LE(BigInt(offset + size), 64);
  return wide;
}
