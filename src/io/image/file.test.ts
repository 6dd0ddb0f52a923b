import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BlobFile } from './file.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-file-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'blob');
const size = (5 << 20) / 2;
const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));

async function all(file: BlobFile, start: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of file.stream(start, length)) parts.push(part);
  return Buffer.concat(parts);
}

describe('a file', () => {
  it('is read at any place', async () => {
    writeFileSync(path, bytes);
    const file = await BlobFile.open(path);
    assert.equal(file.size, size);
    assert.deepEqual(await file.readAt(7, 9), bytes.subarray(7, 16));
    assert.deepEqual(await file.readAt(size - 3, 9), bytes.subarray(-3));
    assert.equal((await file.readAt(size + 10, 9)).length, 0);
    assert.ok((await all(file, 1, size - 2)).equals(bytes.subarray(1, -1)));
    for await (const _ of file.stream(0, size)) break;
    await file.close();
  });
  it('that shrinks gives what is left, and no more', async () => {
    writeFileSync(path, bytes);
    const file = await BlobFile.open(path);
    truncateSync(path, 1000);
    assert.ok((await all(file, 0, size)).equals(bytes.subarray(0, 1000)));
    await file.close();
  });
  it('stops at a signal', async () => {
    writeFileSync(path, bytes);
    const file = await BlobFile.open(path);
    const abort = new AbortController();
    await assert.rejects(async () => {
      for await (const _ of file.stream(0, size, abort.signal)) abort.abort();
    }, /abort/i);
    await file.close();
  });
  it('is none when it is a folder or device', async () => {
    await assert.rejects(BlobFile.open(folder));
    await assert.rejects(BlobFile.open('/dev/zero'), /not a file/);
  });
});
