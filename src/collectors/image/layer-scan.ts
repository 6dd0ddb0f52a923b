import { changeOf } from '../../formats/oci/changes.ts';
import type { LayerChanges, LayerEntry } from '../../formats/root/root-files.ts';
import { tarLimits, type TarProblem } from '../../formats/tar/assemble.ts';
import type { TarHeader } from '../../formats/tar/header.ts';
import { cleanName, linkPath, type CleanName } from '../../formats/tar/names.ts';
import { TarParser } from '../../formats/tar/parser.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import type { LayerFiles } from '../../readers/packages/layer-files.ts';
import { bytesOf } from '../../readers/packages/files/analyser.ts';
import { FileScan, type WantedFile } from './file-scan.ts';
import type { Interest } from './interest.ts';
import type { LayerProblem } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import { PeekedFile, type Peek } from './peeked-file.ts';

/** Bodies up to this size share one buffer, which is not counted; larger ones are peeked at where that can be. */
const scratchBytes = 1 << 20;

/** A body that is wanted and comes in pieces. */
interface Body {
  /** Where a database is kept. */
  readonly kept: string | null;
  readonly wanted: WantedFile | null;
  readonly size: number;
  /** The first four bytes, as they come. */
  readonly first: Buffer;
  buffer: Buffer | null;
  /** Bytes of the room that its buffer takes. */
  held: number;
  have: number;
}

const tarCodes = { truncated: 'IMAGE_TRUNCATED', invalid: 'IMAGE_LAYER_INVALID', limit: 'IMAGE_LIMIT' } as const;

/** The gap of a tar that could not be read to its end. */
function tarProblem({ code, because, offset }: TarProblem): LayerProblem {
  return { code: tarCodes[code], because: `${because}, at byte ${offset}`, hides: true };
}

/** Follows the entries of a layer. */
export class LayerScan {
  readonly #limits: ImageLimits;
  readonly #interest: Interest;
  readonly #parser: TarParser;
  readonly #entries = new Map<string, LayerEntry>();
  readonly #whiteouts = new Set<string>();
  readonly #opaques = new Set<string>();
  readonly #problems: LayerProblem[] = [];
  /** How often names of one kind of trouble came, with the first of them. */
  readonly #unsafe = new Map<string, { count: number; first: string; hides: boolean }>();
  readonly #files: FileScan;
  readonly #peek: Peek | null;
  #body: Body | null = null;
  /** The whole of a body that lies within one chunk. */
  #view: Buffer | null = null;
  #scratch: Buffer | null = null;
  /** Of the entry at hand: its clean name, bytes that may be kept of it, and why they are not. */
  #clean: CleanName = { path: '', fault: null };
  #keep: number | null = null;
  #why = '';
  #wanted: WantedFile | null = null;
  #full = false;
  #odd = false;
  /** True when something was left out because other layers took the room for it. */
  starved = false;

  constructor(limits: ImageLimits, interest: Interest, peek: Peek | null) {
    this.#limits = limits;
    this.#interest = interest;
    this.#peek = peek;
    this.#files = new FileScan(limits, interest.files);
    const wants = (header: TarHeader): boolean => this.#wants(header);
    this.#parser = new TarParser(wants, { ...tarLimits, entries: limits.entries });
  }

  get changes(): LayerChanges {
    return { entries: this.#entries, whiteouts: this.#whiteouts, opaques: this.#opaques };
  }

  get marked(): boolean {
    return this.#parser.ended;
  }

  get files(): LayerFiles {
    return this.#files.files;
  }

  get secrets(): SearchedLayer | null {
    return this.#files.secrets;
  }

  async push(chunk: Buffer): Promise<void> {
    for (const event of this.#parser.push(chunk)) {
      if (event.type === 'entry') this.#entry(event.header, event.offset);
      else if (event.type === 'data') {
        const waiting = this.#data(event.bytes);
        if (waiting !== null) await waiting;
      } else if (event.type === 'end') this.#finish();
      else this.#problems.push(tarProblem(event.problem));
    }
  }

  end(): void {
    const problem = this.#parser.end();
    if (problem !== null) this.#problems.push(tarProblem(problem));
  }

  /** Gives back what it holds, however its reading ended. */
  close(): void {
    this.#drop();
  }

  problems(): LayerProblem[] {
    const unsafe = [...this.#unsafe].map(([what, { count, first, hides }]): LayerProblem => {
      const others = count === 1 ? '' : ` (and ${count - 1} more)`;
      return { code: 'IMAGE_UNSAFE_NAME', because: `${JSON.stringify(first.slice(0, 200))} ${what}${others}`, hides };
    });
    return [...this.#problems, ...unsafe, ...this.#files.problems()];
  }

  #wants(header: TarHeader): boolean {
    this.#clean = cleanName(header.name);
    this.#keep = this.#clean.fault === 'climbs' ? null : this.#interest.watch.keep(this.#clean.path);
    this.#why = '';
    this.#wanted = this.#clean.fault === 'climbs' ? null : this.#files.entry(this.#clean.path, header);
    const peeks = this.#wanted !== null && this.#peek !== null && header.stored > scratchBytes;
    return this.#keeps(header) || (this.#wanted !== null && !peeks);
  }

  #keeps(header: TarHeader): boolean {
    if (header.type !== 'file' || this.#keep === null || this.#keep === 0) return false;
    if (header.sparse) this.#why = 'it is a sparse file';
    else if (header.stored > this.#keep) this.#why = `it is ${header.size} bytes large`;
    else if (header.stored > this.#interest.left) {
      this.starved = true;
      this.#why = `the databases of all layers take more than ${this.#limits.databaseBytes} bytes`;
    } else return true;
    return false;
  }

  #entry(header: TarHeader, start: number): void {
    this.#drop();
    if (this.#wanted !== null && this.#peek !== null && header.stored > scratchBytes) {
      const bytes = new PeekedFile(this.#peek, start, header.stored);
      if (this.#files.begins(this.#wanted, bytes.read(0, 4))) this.#files.read(this.#wanted, bytes);
      this.#wanted = null;
    }
    if (this.#wanted !== null) this.#body = bodyOf(null, this.#wanted, header.stored);
    if (header.size > this.#limits.entryBytes) {
      const because = `${JSON.stringify(header.name.slice(0, 200))} is ${header.size} bytes large`;
      if (!this.#problems.some(({ code }) => code === 'IMAGE_LIMIT')) {
        this.#problems.push({ code: 'IMAGE_LIMIT', because, hides: true });
      }
    }
    const { path, fault } = this.#clean;
    // No runtime unpacks it (containerd: "unhandled tar header type"), and what it brings is not known.
    if (header.type === 'other') {
      const because = `${JSON.stringify(header.name.slice(0, 200))} is an entry of a type that is not known`;
      if (!this.#odd) this.#problems.push({ code: 'IMAGE_LAYER_INVALID', because, hides: true });
      this.#odd = true;
      return;
    }
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
    this.#body = bodyOf(path, this.#wanted, header.stored);
  }

  /** Takes a piece of a body; a promise when there is no room for it yet. */
  #data(bytes: Buffer): Promise<void> | null {
    const body = this.#body;
    if (body === null) return null;
    if (bytes.length === body.size) {
      // Whole within a chunk: it is looked at where it lies.
      this.#view = bytes;
      return null;
    }
    if (body.buffer !== null) {
      this.#copy(body, bytes);
      return null;
    }
    const { first } = body;
    const taken = bytes.copy(first, body.have);
    body.have += taken;
    if (body.have < first.length) return null;
    if (body.kept === null && !this.#files.begins(body.wanted!, first)) {
      this.#parser.skip();
      this.#drop();
      return null;
    }
    const filled = (): void => {
      first.copy(body.buffer!);
      this.#copy(body, bytes.subarray(taken));
    };
    const waiting = this.#buffer(body);
    if (waiting !== null) return waiting.then(filled);
    filled();
    return null;
  }

  #buffer(body: Body): Promise<void> | null {
    if (body.kept === null && body.size <= scratchBytes) {
      this.#scratch ??= Buffer.allocUnsafeSlow(scratchBytes);
      body.buffer = this.#scratch.subarray(0, body.size);
      return null;
    }
    const allocate = (): void => {
      body.held = body.kept === null ? body.size : 0;
      body.buffer = Buffer.allocUnsafeSlow(body.size);
    };
    const waiting = body.kept === null ? this.#interest.room.take(body.size) : null;
    if (waiting !== null) return waiting.then(allocate);
    allocate();
    return null;
  }

  #copy(body: Body, bytes: Buffer): void {
    bytes.copy(body.buffer!, body.have);
    body.have += bytes.length;
  }

  #finish(): void {
    const body = this.#body;
    if (body === null) return;
    const bytes = this.#view ?? body.buffer ?? Buffer.alloc(0);
    // Of what came in pieces the beginning was asked about already, unless it is kept in any case.
    const asked = this.#view === null && body.size > 0 && body.kept === null;
    if (body.wanted !== null && (asked || this.#files.begins(body.wanted, bytes.subarray(0, 4)))) {
      this.#files.read(body.wanted, bytesOf(bytes));
    }
    if (body.kept !== null) {
      const own = bytes === body.buffer ? bytes : Buffer.from(bytes);
      this.#entries.set(body.kept, { type: 'file', target: '', bytes: own });
    }
    this.#drop();
  }

  #drop(): void {
    if (this.#body !== null && this.#body.held > 0) this.#interest.room.give(this.#body.held);
    this.#body = null;
    this.#view = null;
  }

  #name(what: string, name: string, hides: boolean): void {
    const held = this.#unsafe.get(what);
    if (held === undefined) this.#unsafe.set(what, { count: 1, first: name, hides });
    else held.count++;
  }
}

function bodyOf(kept: string | null, wanted: WantedFile | null, size: number): Body {
  return { kept, wanted, size, first: Buffer.alloc(Math.min(4, size)), buffer: null, held: 0, have: 0 };
}
