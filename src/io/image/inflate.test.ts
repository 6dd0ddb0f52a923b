import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { compressionOf, inflate, InflateError } from './inflate.ts';
import { ZstdFrames } from './zstd-frames.ts';

async function* pieces(bytes: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function all(bytes: Buffer, step = 1 << 20): Promise<string> {
  const format = compressionOf(bytes);
  assert.ok(format !== 'none');
  const parts: Buffer[] = [];
  for await (const part of inflate(pieces(bytes, step), format)) parts.push(part);
  return Buffer.concat(parts).toString();
}

const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const empty = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
const text = 'a lazy dog '.repeat(5000);

describe('inflate', () => {
  it('knows formats by their first bytes', () => {
    const start = (bytes: number[]): string => compressionOf(Buffer.from(bytes));
    assert.equal(compressionOf(gzipSync('a')), 'gzip');
    assert.equal(compressionOf(zstdCompressSync('a')), 'zstd');
    assert.equal(compressionOf(skippable), 'zstd');
    assert.deepEqual([start([]), start([0x1f]), start([0x50, 0x4b, 3, 4])], ['none', 'none', 'none']);
  });

  for (const step of [1 << 20, 13]) {
    it(`reads all members and frames, in pieces of ${step}`, async () => {
      assert.equal(await all(Buffer.concat([gzipSync(text), gzipSync('b')]), step), `${text}b`);
      const frames = [skippable, zstdCompressSync(text), empty, zstdCompressSync(''), zstdCompressSync('b'), skippable];
      assert.equal(await all(Buffer.concat(frames), step), `${text}b`);
    });
    it(`tells a cut from damage, in pieces of ${step}`, async () => {
      const code = (truncated: boolean) => (error: unknown) =>
        error instanceof InflateError && error.truncated === truncated;
      await assert.rejects(all(gzipSync(text).subarray(0, -9), step), code(true));
      await assert.rejects(all(zstdCompressSync(text).subarray(0, -1), step), code(true));
      const damaged = gzipSync(text);
      damaged.fill(0xff, 30, 60);
      await assert.rejects(all(damaged, step), code(false));
      await assert.rejects(
        all(Buffer.concat([zstdCompressSync(text), Buffer.from('no frame at all')]), step),
        InflateError,
      );
    });
  }

  it('passes on a fault of its source', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield gzipSync(text).subarray(0, 20);
      throw new Error('disk');
    }
    await assert.rejects(async () => {
      for await (const _ of inflate(broken(), 'gzip'));
    }, /disk/);
  });

  it('stops when its consumer does', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      const member = gzipSync(Buffer.alloc(1 << 20));
      for (;;) {
        read++;
        yield member;
      }
    }
    for await (const _ of inflate(endless(), 'gzip')) break;
    assert.ok(read < 5000, `${read} members were read`);
  });
});

describe('zstd frames', () => {
  it('end where they end, in pieces of any size', () => {
    const frame = fc.oneof(
      fc.constant(skippable),
      fc.constant(empty),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => zstdCompressSync(bytes)),
      fc.constant(zstdCompressSync(Buffer.alloc(300_000, 'ab'))),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (frames, step) => {
        const bytes = Buffer.concat(frames);
        const reader = new ZstdFrames();
        const ends: number[] = [];
        for (let at = 0; at < bytes.length; at += step) {
          ends.push(...reader.ends(bytes.subarray(at, at + step)).map((end) => at + end));
        }
        let sum = 0;
        assert.deepEqual(
          ends,
          frames.map(({ length }) => (sum += length)),
        );
      }),
    );
  });
});
