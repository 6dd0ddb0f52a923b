import { createGunzip, createZstdDecompress, type Gunzip } from 'node:zlib';
import { ZstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** By the first bytes: RFC 1952 §2.3.1, RFC 8878 §3.1.1 and §3.1.2 (a zstd stream may start with a skippable frame). */
export function compressionOf(start: Buffer): Compression {
  if (start.length >= 2 && start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start.length < 4) return 'none';
  const magic = start.readUInt32LE(0);
  if (magic === 0xfd2fb528) return 'zstd';
  return magic >= 0x184d2a50 && magic <= 0x184d2a5f ? 'zstd' : 'none';
}

/** Why a compressed stream could not be read on. */
export class InflateError extends Error {
  readonly truncated: boolean;
  constructor(truncated: boolean, message: string) {
    super(message);
    this.truncated = truncated;
  }
}

const step = 1 << 20;

/**
 * The bytes of a compressed stream. Inflating runs in the thread pool, in steps of 1 MB, one or two
 * steps ahead of the consumer and never more: a bomb takes no memory. A chunk is not looked at any
 * more when the next one is asked for.
 *
 * @param recycle whether the memory of a piece may be taken back when the next one is asked for. Nothing
 * may then read a piece in another thread. Left to the garbage collector, which hears of it late, it costs
 * a third of the time (measured)
 * @throws InflateError after all that could be inflated was given out
 */
export async function* inflate(
  chunks: AsyncIterable<Buffer>,
  format: 'gzip' | 'zstd',
  recycle = false,
): AsyncGenerator<Buffer> {
  const options = { chunkSize: step, highWaterMark: 2 * step };
  const stream: Gunzip = format === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
  let failure: unknown;
  let sourceFailure: unknown;
  stream.on('error', (error) => (failure ??= error));
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const feeding = feed(chunks, stream, closed, format).catch((error: unknown) => {
    sourceFailure = error;
    stream.destroy();
  });
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      yield piece;
      if (recycle) release(piece);
    }
  } catch (error) {
    failure ??= error;
  } finally {
    stream.destroy();
    await feeding;
  }
  if (sourceFailure !== undefined) throw sourceFailure;
  if (failure !== undefined) throw inflateError(failure);
}

async function feed(
  chunks: AsyncIterable<Buffer>,
  stream: Gunzip,
  closed: Promise<void>,
  format: 'gzip' | 'zstd',
): Promise<void> {
  const frames = format === 'zstd' ? new ZstdFrames() : null;
  for await (const chunk of chunks) {
    for (const part of frames === null ? [chunk] : split(chunk, frames.ends(chunk))) {
      // Bytes after the end of the compressed stream are never taken: then it closes instead.
      if (stream.destroyed || stream.readableEnded) return;
      await Promise.race([new Promise<void>((resolve) => stream.write(part, () => resolve())), closed]);
    }
  }
  if (!stream.destroyed) stream.end();
}

/** Gives memory back that is filled to its end: zlib has taken another by then, and goes on writing into one that is not. */
function release({ buffer, byteOffset, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === step && byteOffset + length === step) buffer.transfer(0);
}

function split(chunk: Buffer, ends: readonly number[]): Buffer[] {
  const starts = [0, ...ends];
  return starts
    .map((start, index) => chunk.subarray(start, ends[index] ?? chunk.length))
    .filter(({ length }) => length > 0);
}

function inflateError(error: unknown): InflateError {
  const { code, message } = error as NodeJS.ErrnoException;
  const truncated = code === 'Z_BUF_ERROR';
  return new InflateError(truncated, truncated ? 'the compressed data ends in the middle' : message);
}
