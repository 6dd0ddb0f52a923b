import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BlobFile } from './file.ts';
import { ReadingThread } from './reading-thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-reading-'));
after(() => rmSync(folder, { recursive: true }));

const hex = (algorithm: string, bytes: Buffer): string =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;

describe('a thread that reads', () => {
  const bytes = Buffer.alloc(11 * (1 << 20) + 77, 'plimsoll line');
  for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, Math.min(at, bytes.length - 4));
  const path = join(folder, 'file');
  writeFileSync(path, bytes);

  for (const [start, length] of [
    [0, bytes.length],
    [5, bytes.length - 1000],
    [1 << 20, 1 << 20],
    [0, 3],
    [bytes.length, 0],
  ] as const) {
    it(`of ${length} bytes from ${start}, which come unchanged, however slowly they are taken`, async () => {
      const file = await BlobFile.open(path);
      const thread = new ReadingThread(file, start, length, ['sha256', 'sha512']);
      try {
        const parts: Buffer[] = [];
        for await (const piece of thread.pieces()) {
          await new Promise((resolve) => setTimeout(resolve, 3));
          parts.push(Buffer.from(piece));
        }
        const wanted = bytes.subarray(start, start + length);
        assert.ok(Buffer.concat(parts).equals(wanted));
        const digests = await thread.digests();
        assert.deepEqual([...digests.values()], [hex('sha256', wanted), hex('sha512', wanted)]);
      } finally {
        await thread.close();
        await file.close();
      }
    });
  }

  it('ends early for who has seen enough, and for a signal', async () => {
    const file = await BlobFile.open(path);
    for (const way of ['break', 'abort'] as const) {
      const thread = new ReadingThread(file, 0, bytes.length, ['sha256']);
      const abort = new AbortController();
      const taken = async (): Promise<void> => {
        for await (const _ of thread.pieces(abort.signal)) {
          if (way === 'break') return;
          abort.abort();
        }
      };
      if (way === 'break') await taken();
      else await assert.rejects(taken(), /abort/i);
      await thread.close();
      await assert.rejects(thread.digests(), /ended/);
    }
    await file.close();
  });

  it('gives what is left of a file that shrinks', async () => {
    const short = join(folder, 'short');
    writeFileSync(short, bytes);
    const file = await BlobFile.open(short);
    truncateSync(short, 1000);
    const thread = new ReadingThread(file, 0, bytes.length, ['sha256']);
    const parts: Buffer[] = [];
    for await (const piece of thread.pieces()) parts.push(Buffer.from(piece));
    assert.ok(Buffer.concat(parts).equals(bytes.subarray(0, 1000)));
    assert.equal((await thread.digests()).get('sha256'), hex('sha256', bytes.subarray(0, 1000)));
    await thread.close();
    await file.close();
  });

  it('fails as the system does', async () => {
    const file = await BlobFile.open(path);
    await file.close();
    const thread = new ReadingThread(file, 0, bytes.length, ['sha256']);
    await assert.rejects(async () => {
      for await (const _ of thread.pieces());
    });
    await thread.close();
  });

  it('fails when the thread ends', async () => {
    const file = await BlobFile.open(path);
    const thread = new ReadingThread(file, 0, bytes.length, ['sha256']);
    const pieces = thread.pieces();
    assert.equal((await pieces.next()).done, false);
    await thread.close();
    await assert.rejects(async () => {
      for (let next = await pieces.next(); next.done !== true; next = await pieces.next());
    }, /ended/);
    await file.close();
  });
});
