import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { BlobFile } from '../../io/image/file.ts';
import type { Interest } from './interest.ts';
import type { LayerReport } from './layer-report.ts';
import { examineStored } from './stored-layer.ts';
import type { ImageLimits } from './limits.ts';
import { isProblem, missing, tooLarge, unreadable, type Algorithms, type Problem, type Store } from './store.ts';

/** An OCI layout as a folder. */
export class FolderStore implements Store {
  readonly faults = [];
  readonly incomplete = false;
  readonly #root: string;
  readonly #shown: string;
  readonly #limits: ImageLimits;
  readonly #signal: AbortSignal;

  private constructor(root: string, shown: string, limits: ImageLimits, signal: AbortSignal) {
    this.#root = root;
    this.#shown = shown;
    this.#limits = limits;
    this.#signal = signal;
  }

  static async open(path: string, shown: string, limits: ImageLimits, signal: AbortSignal): Promise<FolderStore> {
    return new FolderStore(await realpath(path), shown, limits, signal);
  }

  async has(name: string): Promise<boolean> {
    const file = await this.#open(name);
    if (isProblem(file)) return file.code !== 'IMAGE_BLOB_MISSING';
    await file.close();
    return true;
  }

  async bytes(name: string): Promise<Buffer | Problem> {
    const file = await this.#open(name);
    if (isProblem(file)) return file;
    try {
      const { jsonBytes } = this.#limits;
      return file.size > jsonBytes ? tooLarge(name, file.size, jsonBytes) : await file.readAt(0, file.size);
    } catch (error) {
      return unreadable(name, error);
    } finally {
      await file.close();
    }
  }

  async layer(name: string, algorithms: Algorithms, interest: Interest): Promise<LayerReport | Problem> {
    const file = await this.#open(name);
    if (isProblem(file)) return file;
    try {
      const layer = { file, start: 0, length: file.size };
      return await examineStored(layer, algorithms, this.#limits, interest, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      return unreadable(name, error);
    } finally {
      await file.close();
    }
  }

  again(): Promise<void> {
    return Promise.resolve();
  }

  shown(name: string): string {
    return join(this.#shown, name);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** @param name from a checked digest or a constant, so without `..` */
  async #open(name: string): Promise<BlobFile | Problem> {
    try {
      const path = await realpath(join(this.#root, name));
      // A link may join equal blobs, but not lead out: what it shows is no part of the layout.
      if (!path.startsWith(this.#root + sep)) {
        return { code: 'IMAGE_UNSAFE_NAME', because: `${name} is a link that leads out of the layout` };
      }
      return await BlobFile.open(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? missing(name) : unreadable(name, error);
    }
  }
}
