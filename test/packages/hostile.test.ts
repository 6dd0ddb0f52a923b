import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { release, Scratch } from '../image/build.ts';
import { tar, type Entry } from '../image/tar-writer.ts';

const scratch = new Scratch();
after(() => scratch.remove());

interface Found {
  readonly packages: readonly string[];
  readonly gaps: readonly string[];
  readonly megabytes: number;
}

/** Looks in a process of its own, whose memory is measured. */
async function look(path: string): Promise<Found> {
  const args = [join(import.meta.dirname, 'look-once.ts'), path];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 300_000, maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Found;
}

/** A root filesystem in gzip whose entries are made as they are written. */
async function written(name: string, parts: Iterable<Buffer>): Promise<string> {
  const path = join(scratch.path, name);
  const gzip = createGzip({ level: 1 });
  const file = gzip.pipe(createWriteStream(path));
  for (const part of parts) if (!gzip.write(part)) await once(gzip, 'drain');
  gzip.end();
  await once(file, 'finish');
  return path;
}

const start: Entry[] = [
  { name: 'etc/os-release', body: release },
  { name: 'lib/apk/db/installed', body: 'P:musl\nV:1\n\n' },
  { name: 'app/a.list', body: 'x 1' },
];

/** Headers of so many empty files, by changing the digits of one of them. */
function* emptyFiles(count: number, ending: string): Generator<Buffer> {
  const model = tar([{ name: `usr/d0000/f0000${ending}` }], false);
  const digits = [5, 6, 7, 8, 11, 12, 13, 14];
  const sum = Number.parseInt(model.toString('latin1', 148, 154), 8);
  const step = 2000;
  for (let from = 0; from < count; from += step) {
    const block = Buffer.alloc(512 * Math.min(step, count - from));
    for (let index = 0; index * 512 < block.length; index++) {
      const at = index * 512;
      model.copy(block, at);
      let total = sum;
      let rest = from + index;
      for (const digit of digits.toReversed()) {
        block[at + digit] = 48 + (rest % 10);
        total += rest % 10;
        rest = Math.floor(rest / 10);
      }
      block.write(total.toString(8).padStart(6, '0'), at + 148, 'latin1');
    }
    yield block;
  }
}

describe('roots that are made to hurt', () => {
  it('three million empty files', { timeout: 300_000 }, async () => {
    const parts = function* (): Generator<Buffer> {
      yield tar(start, false);
      yield* emptyFiles(3_000_000, '');
      yield Buffer.alloc(1024);
    };
    const { packages, gaps, megabytes } = await look(await written('many.tar.gz', parts()));
    assert.equal(packages.length, 2);
    assert.deepEqual(
      gaps.filter((gap) => !gap.startsWith('IMAGE_CONFIG_ABSENT')),
      [],
    );
    assert.ok(megabytes < 350, `${megabytes} MB`);
  });

  it('files that list packages without end', { timeout: 300_000 }, async () => {
    const parts = function* (): Generator<Buffer> {
      yield tar(start, false);
      yield* emptyFiles(200_000, '.list');
      for (let index = 0; index < 150_000; index += 100) {
        const some = Array.from({ length: 100 }, (_, more) => ({ name: `p${index + more}.list`, body: 'x 1\ny 2\n' }));
        yield tar(some, false);
      }
      yield Buffer.alloc(1024);
    };
    const { packages, gaps, megabytes } = await look(await written('lists.tar.gz', parts()));
    assert.ok(packages.length > 100_000, `${packages.length}`);
    assert.ok(
      gaps.some((gap) => gap.startsWith('IMAGE_LIMIT has more than 100000 files that list packages')),
      gaps.join('\n').slice(0, 500),
    );
    assert.ok(megabytes < 700, `${megabytes} MB`);
  });

  it('folders that are replaced again and again, and names that are very deep', { timeout: 300_000 }, async () => {
    const deep = `${'d/'.repeat(2000)}a.list`;
    const long = `0000 path=${deep}\n`;
    const record = `${long.length} ${long.slice(5)}`;
    const entries: Entry[] = [
      ...start,
      { name: 'PaxHeaders/x', type: 'x', body: record },
      { name: 'x', body: 'deep 1' },
    ];
    for (let index = 0; index < 3000; index++) {
      entries.push({ name: `r${index}/a.list`, body: 'z 1' }, { name: `r${index}`, body: '' });
    }
    const { packages, gaps } = await look(await written('replaced.tar.gz', [tar(entries)]));
    assert.ok(packages.some((one) => one.startsWith('deep 1 d/d/')));
    assert.ok(
      gaps.some((gap) => gap.includes('replaces more than 1000 folders')),
      gaps.join('\n').slice(0, 500),
    );
  });
});
