import { changeOf } from '../../formats/oci/changes.ts';
import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import type { LayerChanges, LayerEntry } from '../../formats/root/root-files.ts';
import type { Watch } from '../../formats/root/watch.ts';
import { tarLimits, type TarProblem } from '../../formats/tar/assemble.ts';
import type { TarHeader } from '../../formats/tar/header.ts';
import { cleanName, linkPath, type CleanName } from '../../formats/tar/names.ts';
import { TarParser } from '../../formats/tar/parser.ts';
import { Hasher, type Digests } from '../../io/image/hasher.ts';
import { compressionOf, inflate, InflateError, type Compression } from '../../io/image/inflate.ts';
import type { GapCode } from '../../model/gaps.ts';
import type { ImageLimits } from './limits.ts';

export interface LayerProblem {
  readonly code: GapCode;
  readonly because: string;
  /** False when nothing of the layer went unseen by it. */
  readonly hides: boolean;
}

/** What one reading of a layer's bytes told. */
export interface LayerReport {
  /** Bytes as stored, as far as they were read. */
  readonly size: number;
  readonly compression: Compression;
  /** Of the blob as stored, and of what it unpacks to; null when not read to the end. */
  readonly stored: Digests | null;
  readonly unpacked: Digests | null;
  readonly changes: LayerChanges;
  /** True when the tar has the marker of its end. Where no digest says that all is there, only this does. */
  readonly marked: boolean;
  readonly problems: readonly LayerProblem[];
}

/** What is kept of layers. */
export interface Interest {
  readonly watch: Watch;
  /** Bytes that may still be kept of all layers together. */
  left: number;
}

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
  }
  return start;
}

/**
 * Reads a layer once, in pieces: digests of the blob and of the tar in it, what it does to the
 * watched paths, and what is wrong with it. Nothing is unpacked anywhere.
 */
export async function examineLayer(
  chunks: AsyncIterable<Buffer>,
  algorithms: { readonly stored: Iterable<DigestAlgorithm>; readonly unpacked: Iterable<DigestAlgorithm> },
  limits: ImageLimits,
  interest: Interest,
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
  const scan = new LayerScan(limits, interest);
  let stopped: LayerProblem | null = null;
  try {
    const bytes = compression === 'none' ? tapped : limited(inflate(tapped, compression), () => blob.bytes, limits);
    for await (const chunk of bytes) {
      if (compression !== 'none') tar.update(chunk);
      scan.push(chunk);
    }
    scan.end();
  } catch (error) {
    stopped = problemOf(error);
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

const tarCodes = { truncated: 'IMAGE_TRUNCATED', invalid: 'IMAGE_LAYER_INVALID', limit: 'IMAGE_LIMIT' } as const;

/** The gap of a tar that could not be read to its end. */
export function tarProblem({ code, because, offset }: TarProblem): LayerProblem {
  return { code: tarCodes[code], because: `${because}, at byte ${offset}`, hides: true };
}

/** Follows the entries of a layer. */
class LayerScan {
  readonly #limits: ImageLimits;
  readonly #interest: Interest;
  readonly #parser: TarParser;
  readonly #entries = new Map<string, LayerEntry>();
  readonly #whiteouts = new Set<string>();
  readonly #opaques = new Set<string>();
  readonly #problems: LayerProblem[] = [];
  /** How often names of one kind of trouble came, with the first of them. */
  readonly #unsafe = new Map<string, { count: number; first: string; hides: boolean }>();
  #reading: { path: string; parts: Buffer[] } | null = null;
  /** Of the entry at hand: its clean name, bytes that may be kept of it, and why they are not. */
  #clean: CleanName = { path: '', fault: null };
  #keep: number | null = null;
  #why = '';
  #full = false;

  constructor(limits: ImageLimits, interest: Interest) {
    this.#limits = limits;
    this.#interest = interest;
    const wants = (header: TarHeader): boolean => this.#wants(header);
    this.#parser = new TarParser(wants, { ...tarLimits, entries: limits.entries });
  }

  get changes(): LayerChanges {
    return { entries: this.#entries, whiteouts: this.#whiteouts, opaques: this.#opaques };
  }

  get marked(): boolean {
    return this.#parser.ended;
  }

  push(chunk: Buffer): void {
    for (const event of this.#parser.push(chunk)) {
      if (event.type === 'entry') this.#entry(event.header);
      else if (event.type === 'data') this.#reading?.parts.push(Buffer.from(event.bytes));
      else if (event.type === 'end') this.#finish();
      else this.#problems.push(tarProblem(event.problem));
    }
  }

  end(): void {
    const problem = this.#parser.end();
    if (problem !== null) this.#problems.push(tarProblem(problem));
  }

  problems(): LayerProblem[] {
    const unsafe = [...this.#unsafe].map(([what, { count, first, hides }]): LayerProblem => {
      const others = count === 1 ? '' : ` (and ${count - 1} more)`;
      return { code: 'IMAGE_UNSAFE_NAME', because: `${JSON.stringify(first.slice(0, 200))} ${what}${others}`, hides };
    });
    return [...this.#problems, ...unsafe];
  }

  #wants(header: TarHeader): boolean {
    this.#clean = cleanName(header.name);
    this.#keep = this.#clean.fault === 'climbs' ? null : this.#interest.watch.keep(this.#clean.path);
    this.#why = '';
    if (header.type !== 'file' || this.#keep === null || this.#keep === 0) return false;
    if (header.sparse) this.#why = 'it is a sparse file';
    else if (header.stored > this.#keep) this.#why = `it is ${header.size} bytes large`;
    else if (header.stored > this.#interest.left) {
      this.#why = `the databases of all layers take more than ${this.#limits.databaseBytes} bytes`;
    } else return true;
    return false;
  }

  #entry(header: TarHeader): void {
    this.#reading = null;
    if (header.size > this.#limits.entryBytes) {
      const because = `${JSON.stringify(header.name.slice(0, 200))} is ${header.size} bytes large`;
      if (!this.#problems.some(({ code }) => code === 'IMAGE_LIMIT')) {
        this.#problems.push({ code: 'IMAGE_LIMIT', because, hides: true });
      }
    }
    const { path, fault } = this.#clean;
    if (fault === 'climbs') return this.#name('leads above the root', header.name, true);
    // Every runtime reads an absolute name as below the container's root.
    if (fault === 'absolute') this.#name('is an absolute name', header.name, false);
    if (!this.#link(path, header)) return;
    const change = changeOf(path);
    if (change.kind === 'whiteout' && this.#watched(change.path)) this.#whiteouts.add(change.path);
    else if (change.kind === 'opaque' && this.#watched(change.path)) this.#opaques.add(change.path);
    else if (change.kind === 'entry' && path !== '' && this.#keep !== null) this.#watch(path, header);
  }

  #watched(path: string): boolean {
    return this.#interest.watch.keep(path) !== null;
  }

  /** False when the entry must not be believed. */
  #link(path: string, { type, name, linkName }: TarHeader): boolean {
    if (type === 'symlink' && linkPath(path, linkName).fault === 'climbs') {
      // In a container it ends at the root; only what unpacks the layer elsewhere is led out.
      this.#name('is a link that leads above the root', name, false);
    }
    if (type !== 'hardlink') return true;
    const { fault } = cleanName(linkName);
    if (fault === null) return true;
    this.#name(`is a hard link to ${fault === 'absolute' ? 'an absolute name' : 'a name above the root'}`, name, true);
    return fault === 'absolute';
  }

  #watch(path: string, header: TarHeader): void {
    const { watched } = this.#limits;
    if (this.#entries.size >= watched && !this.#entries.has(path)) {
      if (!this.#full) {
        const because = `has more than ${watched} files of package databases`;
        this.#problems.push({ code: 'IMAGE_LIMIT', because, hides: true });
      }
      this.#full = true;
      return;
    }
    const type = header.type === 'device' || header.type === 'fifo' ? 'other' : header.type;
    // The last entry of a name counts, and stands where it stood.
    this.#entries.delete(path);
    this.#entries.set(path, { type, target: header.linkName, bytes: null, why: this.#why });
    const wanted = type === 'file' && this.#keep! > 0 && this.#why === '';
    if (!wanted) return;
    this.#interest.left -= header.stored;
    this.#reading = { path, parts: [] };
  }

  #finish(): void {
    if (this.#reading === null) return;
    const { path, parts } = this.#reading;
    this.#reading = null;
    this.#entries.set(path, { type: 'file', target: '', bytes: Buffer.concat(parts) });
  }

  #name(what: string, name: string, hides: boolean): void {
    const held = this.#unsafe.get(what);
    if (held === undefined) this.#unsafe.set(what, { count: 1, first: name, hides });
    else held.count++;
  }
}
