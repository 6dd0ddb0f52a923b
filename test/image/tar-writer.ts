/** One entry of a tar to be written; what is left out is usual. */
export interface Entry {
  readonly name: string;
  readonly body?: Buffer | string;
  /** Type flag: `0` file, `5` folder, `2` symbolic link, `1` hard link, `x`, `g`, `L`, `K`, `S`. */
  readonly type?: string;
  readonly link?: string;
  /** A size that is not the body's, to lie with. */
  readonly size?: number;
  /** Changes the header block before its checksum is taken. */
  readonly edit?: (block: Buffer) => void;
}

/** A POSIX tar of these entries; with `end` false without the blocks of zeros. */
export function tar(entries: readonly Entry[], end = true): Buffer {
  const parts = entries.flatMap((entry) => {
    const body = Buffer.from(entry.body ?? '');
    return [header(entry, body.length), body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(end ? 1024 : 0)]);
}

function header(entry: Entry, length: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, width: number): void => {
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  };
  block.write(entry.name, 0, 100, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  const size = entry.size ?? length;
  if (size < 8 ** 11) octal(size, 124, 12);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(0, 136, 12);
  block.write(entry.type ?? (entry.name.endsWith('/') ? '5' : '0'), 156, 'latin1');
  block.write(entry.link ?? '', 157, 100, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  entry.edit?.(block);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** An extended header for the entry that follows. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): Entry {
  const body = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest;
    while (length !== rest + String(length).length) length = rest + String(length).length;
    return `${length} ${key}=${value}\n`;
  });
  return { name: 'PaxHeaders/x', type, body: body.join('') };
}
