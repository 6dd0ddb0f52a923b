import { ReusedSlots, type BlobFile } from '../../io/image/file.ts';
import { HashThread } from '../../io/image/hash-thread.ts';
import { compressionOf } from '../../io/image/inflate.ts';
import { examineLayer } from './layer.ts';
import type { Interest, LayerReport } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import type { Algorithms } from './store.ts';

/** Bytes from which on a thread is worth its start of some twenty milliseconds. */
const worthThread = 32 << 20;

/**
 * Examines a layer that lies somewhere in a file. Inflating has threads of its own; of a large plain
 * tar the digest is what takes longest, so that another thread takes it.
 */
export async function examineStored(
  file: BlobFile,
  start: number,
  length: number,
  algorithms: Algorithms,
  limits: ImageLimits,
  interest: Interest,
  signal: AbortSignal,
): Promise<LayerReport> {
  const peek = (position: number, bytes: number): Buffer =>
    file.peek(start + position, Math.max(0, Math.min(bytes, length - position)));
  const hashed = algorithms.stored.size > 0 && length >= worthThread;
  if (!hashed || compressionOf(await file.readAt(start, 4)) !== 'none') {
    return examineLayer(file.stream(start, length, signal, new ReusedSlots()), algorithms, limits, interest, peek);
  }
  const thread = new HashThread(algorithms.stored);
  try {
    const none = { stored: [], unpacked: [] };
    const report = await examineLayer(file.stream(start, length, signal, thread), none, limits, interest, peek);
    const digests = await thread.digests();
    return { ...report, stored: digests, unpacked: digests };
  } finally {
    await thread.close();
  }
}
