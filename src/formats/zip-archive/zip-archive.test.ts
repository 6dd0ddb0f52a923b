import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { zip, type ZipFile } from '../../../test/archives/zip-writer.ts';
import { countOverlaps, locateZipDirectory, readZipEntries, type ZipEntry } from './directory.ts';
import { readZipEntry } from './entry.ts';
import { partOf, readLater, readNow } from './reading.ts';

const access = (buffer: Buffer) => ({
  size: buffer.length,
  read: (offset: number, length: number) => buffer.subarray(offset, offset + length),
});

/** `name=body` of every entry, and all faults. */
function told(buffer: Buffer): string[] {
  const bytes = access(buffer);
  const directory = readNow(locateZipDirectory(buffer.length, 1 << 20), bytes);
  if (typeof directory === 'string') return [directory];
  const found: ZipEntry[] = [];
  const lines: string[] = [...directory.faults];
  for (const entry of readZipEntries(bytes.read(directory.start, directory.size), directory)) {
    if (typeof entry === 'string') lines.push(entry);
    else {
      found.push(entry);
      if (entry.size > 1 << 20) lines.push(`${entry.name} is large`);
      else {
        const body = readNow(readZipEntry(entry), bytes);
        lines.push(typeof body === 'string' ? `${entry.name} ${body}` : `${entry.name}=${body.toString()}`);
      }
    }
  }
  const overlaps = countOverlaps(found, directory);
  return overlaps === 0 ? lines : [...lines, `${overlaps} overlap`];
}

const files: readonly ZipFile[] = [
  { name: 'a/b.txt', body: 'hello '.repeat(100) },
  { name: 'ä.txt', body: 'x', stored: true },
  { name: 'a/' },
];
const expected = [`a/b.txt=${'hello '.repeat(100)}`, 'ä.txt=x'];
const one = (edit: (local: Buffer, central: Buffer) => void): Buffer => zip([{ name: 'a', body: 'hello', edit }]);

describe('a zip', () => {
  const table: [string, Buffer, string[]][] = [
    ['as written', zip(files), expected],
    ['empty', zip([]), []],
    ['with zip64', zip(files, { zip64: true }), expected],
    ['after other data', zip(files, { before: Buffer.from('#!/bin/sh\n') }), expected],
    ['after other data, offsets adjusted', zip(files, { before: Buffer.from('MZ'), adjusted: true }), expected],
    ['with zip64 after other data', zip(files, { before: Buffer.from('MZ'), zip64: true }), expected],
    ['with a comment', zip(files, { comment: Buffer.from('PK\x05\x06 and more') }), expected],
    ['counted modulo 65536', zip(files, { entries: 65_536 + 3 }), expected],
    ['counted wrongly', zip(files, { entries: 4 }), [...expected, 'its directory lists 4 entries and has 3']],
    ['counted as more than can be', zip(files, { entries: 60_000 }), ['has a directory that is no part of it']],
    ['cut', zip(files).subarray(0, -30), ['has no end of a zip']],
    ['cut at its start', zip(files).subarray(20), ['has a directory that is no part of it']],
    ['none', Buffer.from('no zip'), ['has no end of a zip']],
    [
      'with data after its end',
      Buffer.concat([zip(files), Buffer.from('x')]),
      ['has 1 bytes after its end', ...expected],
    ],
    [
      'with another zip in its comment',
      zip([{ name: 'seen', body: '1' }], { comment: zip([{ name: 'other', body: '2' }]) }),
      ['has several ends: which of them counts depends on the reader', 'other=2'],
    ],
    [
      'of a size that is a lie',
      one((_, central) => void central.writeUInt32LE(4, 24)),
      ['a cannot be inflated: Cannot create a Buffer larger than 4 bytes'],
    ],
    [
      'of a size that is too large a lie',
      one((_, central) => void central.writeUInt32LE(6, 24)),
      ['a has not the size that the zip says'],
    ],
    [
      'of another checksum',
      one((_, central) => void central.writeUInt32LE(6, 16)),
      ['a has not the checksum that the zip says'],
    ],
    ['of two names', one((local) => void local.write('b', 30)), ['a has another name at its body']],
    ['of two methods', one((local) => void local.writeUInt16LE(0, 8)), ['a is compressed otherwise at its body']],
    ['without local header', one((local) => void local.write('XX')), ['a has no local header']],
    ['encrypted', one((_, central) => void central.writeUInt16LE(1, 8)), ['a is encrypted']],
    ['of another method', one((_, central) => void central.writeUInt16LE(93, 10)), ['a is compressed by method 93']],
    [
      'of entries that share a body',
      zip([
        { name: 'a', body: '1' },
        { name: 'a', body: '1', edit: (_, central) => void central.writeUInt32LE(0, 42) },
      ]),
      ['a=1', 'a=1', '1 overlap'],
    ],
    [
      'of names that stand twice',
      zip([
        { name: 'a', body: '1' },
        { name: 'a', body: '2' },
      ]),
      ['a=1', 'a=2'],
    ],
  ];
  for (const [what, bytes, wanted] of table) it(what, () => assert.deepEqual(told(bytes), wanted));

  it('refuses a directory above the limit before it is read', () => {
    const bytes = access(zip(files));
    assert.match(readNow(locateZipDirectory(bytes.size, 10), bytes) as string, /more than 10$/);
  });
  it('is read the same where bytes must be waited for, and as a part', async () => {
    const whole = Buffer.concat([Buffer.from('before'), zip(files), Buffer.from('after')]);
    const part = partOf(access(whole), 6, whole.length - 11);
    const later = await readLater(locateZipDirectory(part.size, 1000), (offset, length) =>
      Promise.resolve(part.read(offset, length)),
    );
    assert.deepEqual(later, readNow(locateZipDirectory(part.size, 1000), part));
    assert.equal((later as { entries: number }).entries, 3);
  });
  it('of more than 65,535 entries, by Python', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'));
    try {
      const many = join(folder, 'many.zip');
      execFileSync('python3', [
        '-c',
        'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n for i in range(65600): z.writestr(f"{i}.json", "x")',
        many,
      ]);
      const bytes = access(readFileSync(many));
      const directory = readNow(locateZipDirectory(bytes.size, 1 << 30), bytes);
      assert.ok(typeof directory !== 'string');
      const names = [...readZipEntries(bytes.read(directory.start, directory.size), directory)].map((entry) =>
        typeof entry === 'string' ? entry : entry.name,
      );
      assert.deepEqual([directory.entries, names.length, names.at(-1)], [65_600, 65_600, '65599.json']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  it('with any bytes changed neither throws nor hangs', () => {
    const whole = zip(files, { zip64: true, before: Buffer.from('before') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(whole.length),
        (changes, cut) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          told(bytes);
          told(bytes.subarray(0, cut));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
