import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { feedFiles } from './feed-files.ts';
import { feedLimits, type FeedFile, type FeedLimits } from './feed-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function all(path: string, limits: FeedLimits = feedLimits): Promise<FeedFile[]> {
  const found: FeedFile[] = [];
  for await (const file of feedFiles(path, limits)) found.push(file);
  return found;
}

function written(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** What a zip or tar of these files is, by the tools that people use. */
const inside = join(folder, 'inside');
mkdirSync(join(inside, 'npm'), { recursive: true });
for (const name of ['npm/a.json', 'npm/b.yaml', 'README.md'])
  writeFileSync(join(inside, name), `body of ${name} `.repeat(20));
const zip = join(folder, 'feed.zip');
execFileSync('python3', ['-m', 'zipfile', '-c', zip, join(inside, 'npm'), join(inside, 'README.md')]);
const tar = join(folder, 'feed.tar');
execFileSync('tar', ['-cf', tar, '-C', inside, '.']);
const xz = join(folder, 'feed.tar.xz');
execFileSync('tar', ['-cJf', xz, '-C', inside, '.']);

describe('feedFiles', () => {
  for (const path of [zip, tar, xz, inside]) {
    it(`gives the documents of ${path.slice(folder.length + 1)}, and nothing beside them`, async () => {
      const found = (await all(path)).map((file) => [
        'bytes' in file ? file.bytes.toString() : file.problem,
        file.name.replace(/^\.\//, ''),
      ]);
      assert.deepEqual(
        new Map(found as [string, string][]),
        new Map([
          ['body of npm/a.json '.repeat(20), 'npm/a.json'],
          ['body of npm/b.yaml '.repeat(20), 'npm/b.yaml'],
        ]),
      );
    });
  }
  it('follows no link to a folder, so that a cycle ends, and says so', async () => {
    const cyclic = join(folder, 'cyclic');
    mkdirSync(cyclic);
    symlinkSync('.', join(cyclic, 'self'));
    writeFileSync(join(cyclic, 'a.json'), '{}');
    assert.deepEqual(
      (await all(cyclic)).map((file) => [file.name, 'problem' in file]),
      [
        ['a.json', false],
        ['self', true],
      ],
    );
  });
  it('says what is cut', async () => {
    const cut = async (name: string, bytes: Buffer): Promise<string> => JSON.stringify(await all(written(name, bytes)));
    assert.match(await cut('cut.zip', readFileSync(zip).subarray(0, -30)), /has no end of a zip/);
    assert.match(await cut('cut.tar', readFileSync(tar).subarray(0, 1200)), /"problem":"the tar/);
    assert.match(await cut('cut.tar.xz', readFileSync(xz).subarray(0, -20)), /could not unpack it to its end/);
    assert.match(await cut('cut.tgz', gzipSync(readFileSync(tar)).subarray(0, -20)), /problem/);
  });
  it('gives no more of an entry than the zip says, and no more than the limit', async () => {
    const bomb = join(folder, 'bomb.zip');
    const zeros = join(folder, 'zeros.json');
    writeFileSync(zeros, Buffer.alloc(5_000_000, 32));
    execFileSync('python3', ['-m', 'zipfile', '-c', bomb, zeros]);
    assert.match(
      JSON.stringify(await all(bomb, { ...feedLimits, documentBytes: 1_000_000 })),
      /more than the 1000000 bytes/,
    );
    const lying = readFileSync(bomb);
    lying.writeUInt32LE(100, lying.indexOf('PK\u0001\u0002') + 24);
    assert.match(JSON.stringify(await all(written('lying.zip', lying))), /cannot be inflated/);
  });
  it('sees a byte that was changed', async () => {
    const stored = join(folder, 'stored.zip');
    execFileSync('python3', [
      '-c',
      'import sys, zipfile\nzipfile.ZipFile(sys.argv[1], "w").writestr("a.json", "[1234]")',
      stored,
    ]);
    const changed = readFileSync(stored);
    changed.write('9', changed.indexOf('1234'));
    assert.match(JSON.stringify(await all(written('changed.zip', changed))), /has not the checksum/);
  });
  it('says that xz is missing where it is', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      assert.match(JSON.stringify(await all(xz)), /there is no program `xz`/);
    } finally {
      process.env['PATH'] = path;
    }
  });
  for (const path of [zip, tar]) {
    it(`neither throws nor hangs on a ${path.slice(-3)} with any bytes changed`, async () => {
      const whole = readFileSync(path);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
          fc.nat(whole.length),
          async (changes, cut) => {
            const bytes = Buffer.from(whole);
            for (const [at, value] of changes) bytes[at] = value;
            await all(written('mutated', bytes));
            await all(written('mutated', bytes.subarray(0, cut)));
          },
        ),
        { numRuns: 150 },
      );
    });
  }
});
