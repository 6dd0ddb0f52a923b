import { digestOfPath } from '../../formats/oci/digest.ts';
import { blockSize, readHeader, type TarHeader } from '../../formats/tar/header.ts';
import { entriesOf } from './entries.ts';
import { examineLayer, startOf } from './layer.ts';
import type { Interest } from './interest.ts';
import type { LayerReport } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import {
  isProblem,
  nameKind,
  Names,
  tooLarge,
  type Algorithms,
  type Problem,
  type Store,
  type StoreFault,
} from './store.ts';

type Kept = { readonly bytes: Buffer } | { readonly report: LayerReport } | Problem;

/** A tar that can only be read from its beginning, each time anew. */
export interface Reading {
  open(): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * An archive that is compressed, or that an engine writes. It cannot be read twice at a fair price, and its manifest comes last: so in
 * one pass every entry is either kept (it looks like JSON) or examined as the layer it may be.
 */
export class StreamedStore implements Store {
  readonly faults: readonly StoreFault[];
  readonly incomplete: boolean;
  readonly #reading: Reading;
  readonly #shown: string;
  #names: Names<Kept>;
  readonly #limits: ImageLimits;

  private constructor(reading: Reading, shown: string, { names, faults }: Read, limits: ImageLimits) {
    this.#reading = reading;
    this.#shown = shown;
    this.#names = names;
    this.#limits = limits;
    this.faults = faults;
    this.incomplete = faults.some(({ name }) => name === null);
  }

  static async open(reading: Reading, shown: string, limits: ImageLimits, interest: Interest): Promise<StreamedStore> {
    return new StreamedStore(reading, shown, await readArchive(reading, limits, interest), limits);
  }

  async again(interest: Interest): Promise<void> {
    const { names } = await readArchive(this.#reading, this.#limits, interest);
    this.#names = names;
  }

  has(name: string): Promise<boolean> {
    return Promise.resolve(this.#names.has(name));
  }

  bytes(name: string): Promise<Buffer | Problem> {
    const kept = this.#names.get(name);
    if (isProblem(kept)) return Promise.resolve(kept);
    if ('bytes' in kept) return Promise.resolve(kept.bytes);
    return Promise.resolve({ code: 'IMAGE_MANIFEST_INVALID', because: 'is not JSON' });
  }

  async layer(name: string, algorithms: Algorithms, interest: Interest): Promise<LayerReport | Problem> {
    const kept = this.#names.get(name);
    if (isProblem(kept)) return kept;
    return 'report' in kept ? kept.report : examineLayer(once(kept.bytes), algorithms, this.#limits, interest);
  }

  shown(name: string): string {
    return `${this.#shown}!${name}`;
  }

  close(): Promise<void> {
    return this.#reading.close();
  }
}

interface Read {
  readonly names: Names<Kept>;
  readonly faults: readonly StoreFault[];
}

async function readArchive(reading: Reading, limits: ImageLimits, interest: Interest): Promise<Read> {
  const names = new Names<Kept>();
  const faults: StoreFault[] = [];
  let kept = 0;
  for await (const entry of entriesOf(reading.open(), limits)) {
    if ('fault' in entry) {
      faults.push(entry.fault);
      continue;
    }
    const { header, body } = entry;
    const path = names.add(header.name, nameKind(header.type), header.linkName);
    if (path === null || header.type !== 'file' || header.sparse) continue;
    const found = await keep(path, header, body(), { ...limits, keptBytes: limits.keptBytes - kept }, interest);
    if ('bytes' in found) kept += found.bytes.length;
    names.set(path, found);
  }
  return { names, faults: [...faults, ...names.faults] };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Starts as an object, a list or null does, and is no tar: the first name of a layer may be `nix` or `[`. */
function looksLikeJson(start: Buffer): boolean {
  if (!/^(?:\uFEFF)?\s*(?:[[{]|null\s*$)/.test(start.toString('utf8', 0, blockSize))) return false;
  return start.length < blockSize || typeof readHeader(start.subarray(0, blockSize)) === 'string';
}

async function keep(
  path: string,
  header: TarHeader,
  body: AsyncIterable<Buffer>,
  limits: ImageLimits,
  interest: Interest,
): Promise<Kept> {
  const source = body[Symbol.asyncIterator]();
  const start = await startOf(source, blockSize);
  const whole: AsyncIterable<Buffer> = {
    async *[Symbol.asyncIterator]() {
      yield start;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    },
  };
  if (!looksLikeJson(start)) {
    const algorithm = digestOfPath(path)?.algorithm ?? 'sha256';
    const algorithms = { stored: new Set([algorithm]), unpacked: new Set(['sha256'] as const) };
    const report = await examineLayer(whole, algorithms, limits, interest);
    return report.size === header.stored || report.stored === null ? { report } : cut(path);
  }
  const most = Math.min(limits.jsonBytes, limits.keptBytes);
  if (header.stored > most) return tooLarge(path, header.stored, most);
  const parts: Buffer[] = [];
  for await (const part of whole) parts.push(Buffer.from(part));
  const bytes = Buffer.concat(parts);
  return bytes.length === header.stored ? { bytes } : cut(path);
}

function cut(path: string): Problem {
  return { code: 'IMAGE_TRUNCATED', because: `the archive ends in the middle of ${path}` };
}
