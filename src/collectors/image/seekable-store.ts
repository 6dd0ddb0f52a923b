import { tarLimits } from '../../formats/tar/assemble.ts';
import { walkTar } from '../../formats/tar/walk.ts';
import type { BlobFile } from '../../io/image/file.ts';
import type { Interest } from './interest.ts';
import type { LayerReport } from './layer-report.ts';
import { examineStored } from './stored-layer.ts';
import type { ImageLimits } from './limits.ts';
import {
  archiveFault,
  isProblem,
  nameKind,
  Names,
  tooLarge,
  unreadable,
  type Algorithms,
  type Problem,
  type Store,
  type StoreFault,
} from './store.ts';

interface Extent {
  readonly start: number;
  readonly size: number;
}

/** A tar that is not compressed: headers by seeking, bodies when they are asked for. */
export class SeekableStore implements Store {
  readonly faults: readonly StoreFault[];
  readonly incomplete: boolean;
  readonly #file: BlobFile;
  readonly #shown: string;
  readonly #names: Names<Extent>;
  readonly #limits: ImageLimits;
  readonly #signal: AbortSignal;

  private constructor(
    file: BlobFile,
    shown: string,
    names: Names<Extent>,
    faults: readonly StoreFault[],
    limits: ImageLimits,
    signal: AbortSignal,
  ) {
    this.#file = file;
    this.#shown = shown;
    this.#names = names;
    this.#limits = limits;
    this.#signal = signal;
    this.faults = faults;
    this.incomplete = faults.some(({ name }) => name === null);
  }

  static async open(file: BlobFile, shown: string, limits: ImageLimits, signal: AbortSignal): Promise<SeekableStore> {
    const names = new Names<Extent>();
    const faults: StoreFault[] = [];
    for await (const found of walkTar(file, { ...tarLimits, entries: limits.archiveEntries })) {
      signal.throwIfAborted();
      if ('problem' in found) {
        faults.push(archiveFault(found.problem));
        continue;
      }
      const { header, start } = found;
      const path = names.add(header.name, nameKind(header.type), header.linkName);
      if (path === null || header.type !== 'file' || header.sparse) continue;
      names.set(path, { start, size: header.stored });
    }
    return new SeekableStore(file, shown, names, [...faults, ...names.faults], limits, signal);
  }

  has(name: string): Promise<boolean> {
    return Promise.resolve(this.#names.has(name));
  }

  async bytes(name: string): Promise<Buffer | Problem> {
    const extent = this.#names.get(name);
    if (isProblem(extent)) return extent;
    if (extent.size > this.#limits.jsonBytes) return tooLarge(name, extent.size, this.#limits.jsonBytes);
    try {
      return await this.#file.readAt(extent.start, extent.size);
    } catch (error) {
      return unreadable(name, error);
    }
  }

  async layer(name: string, algorithms: Algorithms, interest: Interest): Promise<LayerReport | Problem> {
    const extent = this.#names.get(name);
    if (isProblem(extent)) return extent;
    try {
      const layer = { file: this.#file, start: extent.start, length: extent.size };
      return await examineStored(layer, algorithms, this.#limits, interest, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      return unreadable(name, error);
    }
  }

  again(): Promise<void> {
    return Promise.resolve();
  }

  shown(name: string): string {
    return `${this.#shown}!${name}`;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
