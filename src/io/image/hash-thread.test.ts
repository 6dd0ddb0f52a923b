import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BlobFile } from './file.ts';
import { HashThread } from './hash-thread.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-hash-'));
after(() => rmSync(folder, { recursive: true }));

const hex = (algorithm: string, bytes: Buffer): string =>
  `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;

describe('digests in a thread', () => {
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
      const thread = new HashThread(['sha256', 'sha512']);
      try {
        const parts: Buffer[] = [];
        for await (const piece of file.stream(start, length, undefined, thread)) {
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

  it('fail when the thread ends', async () => {
    const thread = new HashThread(['sha256']);
    await thread.close();
    await assert.rejects(thread.digests(), /ended/);
  });
});
