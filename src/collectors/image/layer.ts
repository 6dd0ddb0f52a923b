import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import { Hasher } from '../../io/image/hasher.ts';
import { compressionOf, inflate, InflateError } from '../../io/image/inflate.ts';
import type { Interest } from './interest.ts';
import type { LayerProblem, LayerReport } from './layer-report.ts';
import { LayerScan } from './layer-scan.ts';
import type { ImageLimits } from './limits.ts';
import type { Peek } from './peeked-file.ts';

/** A limit that stops the reading of a stream. */
export class LimitReached extends Error {}

/** Passes inflated bytes on until they are too many, or far too many for what they came from. */
export async function* limited(
  chunks: AsyncIterable<Buffer>,
  storedBytes: () => number,
  limits: ImageLimits,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limits.inflatedBytes) throw new LimitReached(`unpacks to more than ${limits.inflatedBytes} bytes`);
    if (bytes > limits.ratioAfter && bytes > limits.ratio * storedBytes()) {
      throw new LimitReached(`unpacks to more than ${limits.ratio} times its size (${bytes} bytes so far)`);
    }
    yield chunk;
  }
}

/** The first pieces of a stream joined until they have so many bytes, or all of it. */
export async function startOf(source: AsyncIterator<Buffer>, least: number): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < least) {
    const next = await source.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    // A piece may be overwritten when the next one is asked for.
    if (start.length < least) start = Buffer.from(start);
  }
  return start;
}

/**
 * Reads a layer once, in pieces: digests of the blob and of the tar in it, what it does to the
 * watched paths, what its files hold, and what is wrong with it. Nothing is unpacked anywhere.
 *
 * @param peek reads the tar itself at any place, where it lies uncompressed
 */
export async function examineLayer(
  chunks: AsyncIterable<Buffer>,
  algorithms: { readonly stored: Iterable<DigestAlgorithm>; readonly unpacked: Iterable<DigestAlgorithm> },
  limits: ImageLimits,
  interest: Interest,
  peek: Peek | null = null,
): Promise<LayerReport> {
  const source = chunks[Symbol.asyncIterator]();
  const blob = new Hasher(algorithms.stored);
  const start = await startOf(source, 4);
  const compression = compressionOf(start);
  let pending: Buffer | null = start;
  // Without `return`: what an inflater leaves is still read afterwards, for the digest of the blob.
  const tapped: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const next = pending === null ? await source.next() : { done: false as const, value: pending };
        pending = null;
        if (next.done !== true) blob.update(next.value);
        return next;
      },
    }),
  };
  const tar = new Hasher(compression === 'none' ? [] : algorithms.unpacked);
  const scan = new LayerScan(limits, interest, compression === 'none' ? peek : null);
  let stopped: LayerProblem | null = null;
  try {
    const bytes =
      compression === 'none' ? tapped : limited(inflate(tapped, compression, true), () => blob.bytes, limits);
    for await (const chunk of bytes) {
      if (compression !== 'none') tar.update(chunk);
      await scan.push(chunk);
    }
    scan.end();
  } catch (error) {
    stopped = problemOf(error);
  } finally {
    scan.close();
  }
  const limitHit = stopped?.code === 'IMAGE_LIMIT';
  if (!limitHit) for await (const _ of tapped);
  await source.return?.();
  const stored = limitHit ? null : blob.digests();
  return {
    size: blob.bytes,
    compression,
    stored,
    unpacked: stopped !== null ? null : compression === 'none' ? stored : tar.digests(),
    changes: scan.changes,
    files: scan.files,
    secrets: scan.secrets,
    starved: scan.starved,
    marked: scan.marked,
    problems: [...scan.problems(), ...(stopped === null ? [] : [stopped])],
  };
}

function problemOf(error: unknown): LayerProblem {
  if (error instanceof LimitReached) return { code: 'IMAGE_LIMIT', because: error.message, hides: true };
  if (error instanceof InflateError) {
    const code = error.truncated ? 'IMAGE_TRUNCATED' : 'IMAGE_LAYER_INVALID';
    return { code, because: error.message, hides: true };
  }
  throw error;
}
