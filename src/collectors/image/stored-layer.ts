import { ReusedSlots, type BlobFile } from '../../io/image/file.ts';
import { Hasher } from '../../io/image/hasher.ts';
import { compressionOf } from '../../io/image/inflate.ts';
import { ReadingThread } from '../../io/image/reading-thread.ts';
import { examineLayer } from './layer.ts';
import type { Extent, LayerCache } from './layer-cache.ts';
import type { Interest } from './interest.ts';
import type { LayerReport } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import type { Algorithms } from './store.ts';

/** Bytes from which on a thread is worth its start of some twenty milliseconds. */
const worthThread = 32 << 20;

/** A layer that lies somewhere in a file. */
export interface StoredLayer {
  readonly file: BlobFile;
  readonly start: number;
  readonly length: number;
}

/** Examines a layer that lies in a file, or tells what a cache has of the same bytes. */
export async function examineStored(
  layer: StoredLayer,
  algorithms: Algorithms,
  limits: ImageLimits,
  interest: Interest,
  signal: AbortSignal,
): Promise<LayerReport> {
  const { cache } = interest;
  if (cache === undefined || !algorithms.stored.has('sha256')) {
    return read(layer, algorithms, limits, interest, signal);
  }
  const { file, start, length } = layer;
  const extent: Extent = { identity: await file.identity(), start, length };
  const held = await cached(cache, layer, extent, algorithms, interest, signal);
  if (held !== null) return held;
  const report = await read(layer, algorithms, limits, interest, signal);
  await cache.keep(report);
  const digest = report.stored?.get('sha256');
  if (digest !== undefined) await remember(cache, layer, extent, digest);
  return report;
}

async function cached(
  cache: LayerCache,
  layer: StoredLayer,
  extent: Extent,
  algorithms: Algorithms,
  interest: Interest,
  signal: AbortSignal,
): Promise<LayerReport | null> {
  const known = cache.digestOf(extent);
  if (known !== null) return cache.find(known, algorithms, interest);
  // To hash it takes a fraction of what reading it takes, and is lost when no record is there for what it is called.
  if (![...(algorithms.expected ?? [])].some((digest) => cache.has(digest))) return null;
  const hasher = new Hasher(['sha256']);
  const { file, start, length } = layer;
  for await (const piece of file.stream(start, length, signal, new ReusedSlots())) hasher.update(piece);
  if (hasher.bytes !== length) return null;
  const digest = hasher.digests().get('sha256')!;
  const report = cache.find(digest, algorithms, interest);
  if (report !== null) await remember(cache, layer, extent, digest);
  return report;
}

/** A change within the grain of the file system's clock would not be seen: so young a file is not believed. */
const grain = 2000;

async function remember(cache: LayerCache, { file }: StoredLayer, extent: Extent, digest: string): Promise<void> {
  if ((await file.identity()) !== extent.identity || Date.now() - (await file.changed()) < grain) return;
  await cache.remember(extent, digest);
}

/** Inflating has threads of its own; of a large plain tar the digest is what takes longest: another thread reads it and takes that. */
async function read(
  { file, start, length }: StoredLayer,
  algorithms: Algorithms,
  limits: ImageLimits,
  interest: Interest,
  signal: AbortSignal,
): Promise<LayerReport> {
  const peek = (position: number, bytes: number): Buffer =>
    file.peek(start + position, Math.max(0, Math.min(bytes, length - position)));
  const hashed = algorithms.stored.size > 0 && length >= worthThread;
  if (!hashed || compressionOf(await file.readAt(start, 4)) !== 'none') {
    const pieces = file.stream(start, length, signal, new ReusedSlots());
    return examineLayer(pieces, algorithms, limits, interest, peek);
  }
  const thread = new ReadingThread(file, start, length, algorithms.stored);
  try {
    const none = { stored: [], unpacked: [] };
    const report = await examineLayer(thread.pieces(signal), none, limits, interest, peek);
    const digests = await thread.digests();
    return { ...report, stored: digests, unpacked: digests };
  } finally {
    await thread.close();
  }
}
