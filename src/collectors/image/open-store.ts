import { stat } from 'node:fs/promises';
import { BlobFile } from '../../io/image/file.ts';
import { compressionOf } from '../../io/image/inflate.ts';
import { inflated } from './entries.ts';
import { FolderStore } from './folder-store.ts';
import type { Interest } from './interest.ts';
import type { ImageLimits } from './limits.ts';
import { SeekableStore } from './seekable-store.ts';
import type { Store } from './store.ts';
import { StreamedStore } from './streamed-store.ts';

/** @throws the system's error when the path cannot be opened or read at all */
export async function openStore(
  path: string,
  shown: string,
  limits: ImageLimits,
  signal: AbortSignal,
  interest: Interest,
): Promise<Store> {
  if ((await stat(path)).isDirectory()) return FolderStore.open(path, shown, limits, signal);
  const file = await BlobFile.open(path);
  let store: Store | null = null;
  try {
    const format = compressionOf(await file.readAt(0, 4));
    store =
      format === 'none'
        ? await SeekableStore.open(file, shown, limits, signal)
        : await StreamedStore.open(
            { open: () => inflated(file, format, limits, signal), close: () => file.close() },
            shown,
            limits,
            interest,
          );
    return store;
  } finally {
    // It is read on as long as its store is open.
    if (store === null) await file.close();
  }
}
