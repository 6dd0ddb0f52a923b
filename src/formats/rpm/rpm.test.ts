import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readBdb } from './bdb.ts';
import { readContainerManifest } from './container-manifest.ts';
import { readHeader, readHeaders, readSourceRpm } from './header.ts';
import { adler32, readNdb } from './ndb.ts';
import { readSqlite } from './sqlite.ts';

type Tag = [tag: number, type: number, value: string | number];

/** A header as the databases keep it. */
function header(tags: readonly Tag[]): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [tag, type, value] of tags) {
    const bytes = Buffer.alloc(typeof value === 'number' ? 4 : Buffer.byteLength(value) + 1);
    if (typeof value === 'number') bytes.writeUInt32BE(value);
    else bytes.write(value);
    const entry = Buffer.alloc(16);
    for (const [place, part] of [tag, type, offset, 1].entries()) entry.writeUInt32BE(part, 4 * place);
    index.push(entry);
    data.push(bytes);
    offset += bytes.length;
  }
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(index.length);
  sizes.writeUInt32BE(offset, 4);
  return Buffer.concat([sizes, ...index, ...data]);
}

const bash: Tag[] = [
  [1000, 6, 'bash'],
  [1001, 6, '5.1.8'],
  [1002, 6, '6.el9'],
  [1003, 4, 2],
  [1011, 6, 'AlmaLinux'],
  [1014, 6, 'GPLv3+'],
  [1022, 6, 'x86_64'],
  [1044, 6, 'bash-5.1.8-6.el9.src.rpm'],
  [5096, 6, 'perl:5.26:820181219174508:9edba152'],
];

describe('an rpm header', () => {
  it('is read', () => {
    assert.deepEqual(readHeader(header(bash)), {
      name: 'bash',
      epoch: 2,
      version: '5.1.8',
      release: '6.el9',
      architecture: 'x86_64',
      sourceRpm: 'bash-5.1.8-6.el9.src.rpm',
      license: 'GPLv3+',
      vendor: 'AlmaLinux',
      modularityLabel: 'perl:5.26:820181219174508:9edba152',
    });
  });
  it('may lack what is not needed, and have what is not known', () => {
    const found = readHeader(header([...bash.slice(0, 3), [5999, 7, 'x']]));
    assert.ok(typeof found !== 'string');
    assert.deepEqual([found.epoch, found.sourceRpm, found.architecture], [null, '', '']);
  });
  const broken: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /cut off/],
    ['zeros', Buffer.alloc(100), /sizes/],
    ['a cut', header(bash).subarray(0, -1), /cut off/],
    ['no name', header(bash.slice(1)), /names no package/],
    ['no release', header(bash.slice(0, 2)), /no release/],
    ['a name that is a number', header([[1000, 4, 1], ...bash.slice(1)]), /the name of a header/],
    ['an epoch that is text', header([...bash.slice(0, 3), [1003, 6, '1']]), /the epoch of a header/],
  ];
  for (const [name, blob, wanted] of broken)
    it(`of ${name} is not believed`, () => assert.match(JSON.stringify(readHeader(blob)), wanted));

  it('that is broken hides no other, and keys are no packages', () => {
    const key: Tag[] = [[1000, 6, 'gpg-pubkey'], ...bash.slice(1)];
    const { packages, problems } = readHeaders([header(bash), Buffer.alloc(3), 'why', header(key), header(bash)]);
    assert.deepEqual([packages.length, problems], [2, ['a header is cut off', 'why']]);
  });
  it('names its source', () => {
    assert.deepEqual(readSourceRpm('perl-libs-5.16.3-299.el7.src.rpm'), {
      name: 'perl-libs',
      version: '5.16.3',
      release: '299.el7',
    });
    assert.deepEqual(readSourceRpm('a-1-2.nosrc.rpm')?.name, 'a');
    assert.equal(readSourceRpm('(none)'), null);
  });
});

/** An ndb database as rpm writes it: headers in blocks of 16 bytes behind one page of slots. */
function ndb(headers: readonly Buffer[], gap = 0): Buffer {
  const slots = Buffer.alloc(4096);
  for (let at = 0; at < 4096; at += 16) slots.write('Slot', at);
  slots.fill(0, 0, 32);
  slots.write('RpmP');
  slots.writeUInt32LE(1, 12);
  slots.writeUInt32LE(headers.length + 1, 16);
  const blobs: Buffer[] = [];
  let block = 256;
  for (const [index, bytes] of headers.entries()) {
    const blocks = Math.ceil((bytes.length + 28) / 16);
    const blob = Buffer.alloc(blocks * 16);
    blob.write('BlbS');
    blob.writeUInt32LE(index + 1, 4);
    blob.writeUInt32LE(bytes.length, 12);
    bytes.copy(blob, 16);
    const tail = blob.length - 12;
    blob.writeUInt32LE(adler32(blob.subarray(0, tail)), tail);
    blob.writeUInt32LE(bytes.length, tail + 4);
    blob.write('BlbE', tail + 8);
    // The first slot was removed.
    const at = 32 + 16 * (index + 1);
    slots.writeUInt32LE(index + 1, at + 4);
    slots.writeUInt32LE(block + gap, at + 8);
    slots.writeUInt32LE(blocks, at + 12);
    blobs.push(Buffer.alloc(16 * gap), blob);
    block += blocks + gap;
  }
  return Buffer.concat([slots, ...blobs]);
}

const names = (found: Iterable<Buffer | string>): unknown => {
  const { packages, problems } = readHeaders(found);
  return [packages.map(({ name }) => name), problems];
};
const another = header([[1000, 6, 'zlib'], ...bash.slice(1)]);

describe('an ndb database', () => {
  it('is read', () => {
    assert.deepEqual(names(readNdb(ndb([header(bash), another]))), [['bash', 'zlib'], []]);
    assert.deepEqual(names(readNdb(ndb([header(bash), another], 3))), [['bash', 'zlib'], []]);
    assert.deepEqual(names(readNdb(ndb([]))), [[], []]);
    assert.equal(adler32(Buffer.from('Wikipedia')), 0x11e60398);
  });
  it('says what is damaged and gives the rest', () => {
    const damaged = ndb([header(bash), another]);
    damaged[4096 + 40]! ^= 1;
    assert.deepEqual(names(readNdb(damaged)), [['zlib'], ['a header is damaged']]);
    assert.deepEqual(names(readNdb(ndb([header(bash), another]).subarray(0, -16))), [
      ['bash'],
      ['a header is cut off'],
    ]);
    assert.deepEqual(names(readNdb(Buffer.alloc(5000))), [[], ['it is no ndb database']]);
    const twice = ndb([header(bash), another]);
    twice.copyWithin(64, 48, 64);
    assert.deepEqual(names(readNdb(twice)), [['bash'], ['two slots of the database have one place']]);
  });
});

it('an SQLite database with a journal of a write that was cut off is not believed', () => {
  const journal = Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(504)]);
  const file = Buffer.from('SQLite format 3\0');
  const told = (bytes: Buffer | null): unknown => [...readSqlite(file, null, bytes)].length;
  assert.deepEqual([told(journal), told(Buffer.alloc(512)), told(null)], [2, 1, 1], 'a journal of zeros is over');
});

it('a list of packages of a distroless image is read', () => {
  const text =
    'ca-certificates\t1:2.0.0-11.cm2\t1\t2\tM\t(none)\t3\tnoarch\t1\tca-certificates-2.0.0-11.cm2.src.rpm\n' +
    'zlib\t1.2.12-2.cm2\t1\t2\tMicrosoft Corporation\t(none)\t3\tx86_64\t0\tzlib-1.2.12-2.cm2.src.rpm\nrubbish\n\n';
  const { packages, problems } = readContainerManifest(text);
  assert.deepEqual(
    packages.map(({ name, epoch, version, release, sourceRpm }) => [name, epoch, version, release, sourceRpm]),
    [
      ['ca-certificates', 1, '2.0.0', '11.cm2', 'ca-certificates-2.0.0-11.cm2.src.rpm'],
      ['zlib', null, '1.2.12', '2.cm2', 'zlib-1.2.12-2.cm2.src.rpm'],
    ],
  );
  assert.deepEqual(problems, ['line 3: is no package']);
});

describe('whatever the bytes', () => {
  const data = join(import.meta.dirname, '../../../../shared/data/packages');
  const bdb = readFileSync(join(data, 'libuuid/Packages'));
  const readers: [string, Buffer, (bytes: Buffer) => Iterable<Buffer | string>][] = [
    ['bdb', bdb, readBdb],
    ['ndb', ndb([header(bash), another]), readNdb],
    ['a header', header(bash), (bytes) => [bytes]],
    ['sqlite', Buffer.from('SQLite format 3\0'.padEnd(600, '\0')), (bytes) => readSqlite(bytes, bytes, bytes)],
  ];
  for (const [name, good, read] of readers) {
    it(`${name} does not make the reader throw or hang`, () => {
      const change = fc.tuple(fc.oneof(fc.nat(good.length - 1), fc.nat(99)), fc.nat(255));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(good.length), (changes, length) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          readHeaders(read(bytes));
          readHeaders(read(bytes.subarray(0, length)));
        }),
        { numRuns: 300 },
      );
    });
  }
  it('a cut bdb database says so', () => {
    for (let length = 0; length < bdb.length; length += 4096) {
      assert.notDeepEqual(readHeaders(readBdb(bdb.subarray(0, length))).problems, [], `${length} bytes`);
    }
  });
});
