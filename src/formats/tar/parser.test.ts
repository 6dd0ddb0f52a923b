import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pax, tar, type Entry } from '../../../test/image/tar-writer.ts';
import { tarLimits, type TarLimits } from './assemble.ts';
import type { TarHeader } from './header.ts';
import { TarParser } from './parser.ts';
import { walkTar } from './walk.ts';

interface Read {
  readonly entries: (TarHeader & { body: string })[];
  readonly problem: string | null;
}

/** Pushes in pieces of a size; bodies as latin1. */
function push(bytes: Buffer, step = bytes.length || 1, limits: TarLimits = tarLimits): Read {
  const parser = new TarParser(() => true, limits);
  const entries: (TarHeader & { body: string })[] = [];
  let problem: string | null = null;
  for (let at = 0; at < bytes.length; at += step) {
    for (const event of parser.push(bytes.subarray(at, at + step))) {
      if (event.type === 'entry') entries.push({ ...event.header, body: '' });
      else if (event.type === 'data') entries.at(-1)!.body += event.bytes.toString('latin1');
      else if (event.type === 'problem') problem = event.problem.code;
    }
  }
  return { entries, problem: problem ?? parser.end()?.code ?? null };
}

async function walk(bytes: Buffer): Promise<Read> {
  const entries: (TarHeader & { body: string })[] = [];
  let problem: string | null = null;
  const readAt = (at: number, length: number) => Promise.resolve(bytes.subarray(at, at + length));
  for await (const found of walkTar({ size: bytes.length, readAt })) {
    if ('problem' in found) problem = found.problem.code;
    else {
      const body = bytes.toString('latin1', found.start, found.start + found.header.stored);
      entries.push({ ...found.header, body });
    }
  }
  return { entries, problem };
}

const names = (read: Read): string[] => read.entries.map(({ name }) => name);

describe('tar', () => {
  const long = `${'folder/'.repeat(30)}file`;
  const good: Entry[] = [
    { name: 'a/' },
    { name: 'a/b', body: 'hello' },
    { name: 'a/c', type: '2', link: 'b' },
    { name: 'a/d', type: '1', link: 'a/b' },
    pax({ path: long, linkpath: 'x' }),
    { name: 'short', body: 'x'.repeat(600) },
    { name: '././@LongLink', type: 'L', body: `${long}2\0` },
    { name: '././@LongLink', type: 'K', body: `${long}3\0` },
    { name: 'short', type: '2', link: 'short' },
    { name: 'after', body: '' },
  ];

  it('reads files, folders, links and long names whole and in pieces of any size', async () => {
    const whole = push(tar(good));
    assert.deepEqual(names(whole), ['a/', 'a/b', 'a/c', 'a/d', long, `${long}2`, 'after']);
    assert.deepEqual(
      whole.entries.map(({ type, linkName, body }) => [type, linkName, body.length]),
      [
        ['directory', '', 0],
        ['file', '', 5],
        ['symlink', 'b', 0],
        ['hardlink', 'a/b', 0],
        ['file', '', 600],
        ['symlink', `${long}3`, 0],
        ['file', '', 0],
      ],
    );
    assert.equal(whole.problem, null);
    for (const step of [1, 7, 511, 512, 513, 1000]) assert.deepEqual(push(tar(good), step), whole);
    assert.deepEqual(await walk(tar(good)), whole);
  });

  it('takes sizes from pax records and base-256 fields', () => {
    const large = push(tar([{ name: 'big', size: 100 * 2 ** 30 }], false));
    assert.equal(large.entries[0]!.size, 100 * 2 ** 30);
    assert.equal(large.problem, 'truncated');
    assert.equal(
      push(tar([pax({ size: '3' }), { name: 'a', body: 'abc', size: 0 }, { name: 'b' }])).entries[0]!.body,
      'abc',
    );
  });

  it('knows sparse files of GNU and pax', () => {
    const edit = (block: Buffer): void => {
      block[483] = 0x80;
      block.writeBigUInt64BE(100n * 2n ** 30n, 487);
    };
    const old = push(tar([{ name: 's', type: 'S', body: 'data', edit }, { name: 'next' }]));
    assert.deepEqual(names(old), ['s', 'next']);
    assert.deepEqual([old.entries[0]!.size, old.entries[0]!.stored, old.entries[0]!.sparse], [100 * 2 ** 30, 4, true]);
    const extended = (block: Buffer): void => {
      edit(block);
      block[482] = 1;
    };
    const map = Buffer.concat([
      tar([{ name: 's', type: 'S', size: 4, edit: extended }], false),
      Buffer.alloc(512),
      Buffer.from('data'.padEnd(512, '\0')),
      tar([{ name: 'next' }]),
    ]);
    assert.deepEqual(
      push(map).entries.map(({ name, body }) => [name, body]),
      [
        ['s', 'data'],
        ['next', ''],
      ],
    );
    const records = {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 'real',
      'GNU.sparse.realsize': '999',
    };
    const modern = push(tar([pax(records), { name: 'GNUSparseFile.0/real', body: '1\n0\n4\n' }]));
    assert.deepEqual(
      [modern.entries[0]!.name, modern.entries[0]!.size, modern.entries[0]!.sparse],
      ['real', 999, true],
    );
  });

  it('lets global headers comment, and refuses those that rename', () => {
    assert.deepEqual(names(push(tar([pax({ comment: 'abc' }, 'g'), { name: 'a' }]))), ['a']);
    assert.deepEqual(push(tar([pax({ path: 'evil' }, 'g'), { name: 'a' }])), { entries: [], problem: 'invalid' });
  });

  const broken: [string, Buffer, string, string[]][] = [
    ['a wrong checksum', Buffer.concat([tar([{ name: 'a' }], false), Buffer.alloc(512, 'x')]), 'invalid', ['a']],
    ['a size that is no number', tar([{ name: 'a', edit: (block) => block.write('9z', 124) }]), 'invalid', []],
    ['a negative size', tar([{ name: 'a', edit: (block) => block.fill(0xff, 124, 136) }]), 'invalid', []],
    ['a pax size that is no number', tar([pax({ size: '-1' }), { name: 'a' }]), 'invalid', []],
    ['a pax record without end', tar([{ name: 'p', type: 'x', body: '99 path=a\n' }, { name: 'a' }]), 'invalid', []],
    ['a NUL in a name', tar([pax({ path: 'a\0b' }), { name: 'a' }]), 'invalid', []],
    ['an extension of 2 MB', tar([{ name: 'L', type: 'L', body: 'x'.repeat(2 << 20) }, { name: 'a' }]), 'limit', []],
    ['half a header', tar([{ name: 'a' }], false).subarray(0, 300), 'truncated', []],
    ['half a body', tar([{ name: 'a', body: 'x'.repeat(900) }]).subarray(0, 1000), 'truncated', ['a']],
  ];
  for (const [name, bytes, code, before] of broken) {
    it(`stops at ${name}`, () => {
      const read = push(bytes);
      assert.equal(read.problem, code);
      assert.deepEqual(names(read), before);
    });
  }

  it('stops at its limit of entries', () => {
    const many = tar([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    const read = push(many, 512, { ...tarLimits, entries: 2 });
    assert.deepEqual([names(read), read.problem], [['a', 'b'], 'limit']);
  });

  it('reads nothing after the end marker', () => {
    assert.deepEqual(names(push(Buffer.concat([tar([{ name: 'a' }]), tar([{ name: 'b' }])]))), ['a']);
  });

  it('takes a missing end marker for a cut only where it can seek', async () => {
    assert.equal(push(tar([{ name: 'a' }], false)).problem, null);
    assert.equal((await walk(tar([{ name: 'a' }], false))).problem, 'truncated');
  });

  it('never throws, whatever the bytes', async () => {
    const headers = fc.uint8Array({ minLength: 0, maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
    const damaged = fc.tuple(fc.nat(4000), fc.nat(255)).map(([at, byte]) => {
      const bytes = tar(good);
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(headers, damaged), fc.integer({ min: 1, max: 700 }), async (bytes, step) => {
        assert.deepEqual(push(bytes, step), push(bytes));
        await walk(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back what was written', () => {
    const name = fc.stringMatching(/^[a-z][a-z/]{0,80}[a-z]$/);
    const entry = fc.record({ name, body: fc.string({ maxLength: 1500 }) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), fc.integer({ min: 1, max: 2000 }), (entries, step) => {
        const read = push(tar(entries), step);
        assert.equal(read.problem, null);
        const bodies = read.entries.map((one) => [one.name, Buffer.from(one.body, 'latin1').toString()]);
        assert.deepEqual(
          bodies,
          entries.map((one) => [one.name, Buffer.from(one.body).toString()]),
        );
      }),
    );
  });

  for (const format of ['v7', 'ustar', 'gnu', 'oldgnu', 'posix']) {
    it(`agrees with the tar program about ${format}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tar-'));
      try {
        const deep = format === 'v7' ? 'deep' : 'deep/'.repeat(25).slice(0, -1);
        mkdirSync(join(folder, deep), { recursive: true });
        writeFileSync(join(folder, deep, 'file'), 'text');
        linkSync(join(folder, deep, 'file'), join(folder, 'a-hard'));
        symlinkSync('a-hard', join(folder, 'soft'));
        writeFileSync(join(folder, 'sparse'), '');
        truncateSync(join(folder, 'sparse'), 1 << 20);
        const sparse = format === 'v7' || format === 'ustar' ? [] : ['--sparse'];
        const options = { cwd: folder, maxBuffer: 1 << 24 };
        const bytes = execFileSync('tar', ['-c', `--format=${format}`, ...sparse, '--sort=name', '.'], options);
        const listed = execFileSync('tar', ['-t'], { input: bytes }).toString().trimEnd().split('\n');
        const read = push(bytes, 4096);
        assert.equal(read.problem, null);
        assert.deepEqual(names(read), listed);
        const entry = (name: string) => read.entries.find((one) => one.name === `./${name}`)!;
        assert.deepEqual([entry('sparse').size, entry('sparse').sparse], [1 << 20, sparse.length > 0]);
        assert.equal(entry('soft').linkName, 'a-hard');
        const linked = [entry('a-hard'), entry(`${deep}/file`)];
        assert.deepEqual(linked.map(({ type }) => type).toSorted(), ['file', 'hardlink']);
        assert.equal(linked.find(({ type }) => type === 'file')!.body, 'text');
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
