import { HeaderAssembler, padded, tarLimits, type TarLimits, type TarProblem } from './assemble.ts';
import { blockSize, type TarHeader } from './header.ts';

export type TarEvent =
  | { readonly type: 'entry'; readonly header: TarHeader; readonly offset: number }
  /** Part of the body of the last entry; a view into the chunk, not a copy. */
  | { readonly type: 'data'; readonly bytes: Buffer }
  /** The body of the last entry is complete. Every entry ends, unless a problem comes first. */
  | { readonly type: 'end' }
  | { readonly type: 'problem'; readonly problem: TarProblem };

/**
 * Reads a tar from chunks of any size. Bodies that `wants` refuses are jumped over within a chunk,
 * without events. After a problem, or after the end of the archive, everything is ignored.
 *
 * The archive ends at the first block of zeros, as for Go and GNU tar; what follows is not read.
 */
export class TarParser {
  readonly #assembler: HeaderAssembler;
  readonly #wants: (header: TarHeader) => boolean;
  /** Bytes of a header block, or of an extension, that came in parts. */
  #kept: Buffer[] = [];
  #missing = blockSize;
  #extension: { flag: string; size: number } | null = null;
  /** Bytes of the current body and of its padding that are still to come. */
  #body = 0;
  #skip = 0;
  #wanted = false;
  #inEntry = false;
  #offset = 0;
  #state: 'reading' | 'marked' | 'failed' = 'reading';

  constructor(wants: (header: TarHeader) => boolean = () => true, limits: TarLimits = tarLimits) {
    this.#wants = wants;
    this.#assembler = new HeaderAssembler(limits);
  }

  /** True once the marker of the archive's end was read. */
  get ended(): boolean {
    return this.#state === 'marked';
  }

  get failed(): boolean {
    return this.#state === 'failed';
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** What is left of the body of the last entry is passed over: it gives no more data and no end. */
  skip(): void {
    this.#wanted = false;
  }

  *push(chunk: Buffer): Generator<TarEvent> {
    let at = 0;
    while (at < chunk.length && this.#state === 'reading') {
      if (this.#body > 0) {
        const length = Math.min(this.#body, chunk.length - at);
        if (this.#wanted) yield { type: 'data', bytes: chunk.subarray(at, at + length) };
        this.#body -= length;
        at += length;
        this.#offset += length;
      } else if (this.#skip > 0) {
        const length = Math.min(this.#skip, chunk.length - at);
        this.#skip -= length;
        at += length;
        this.#offset += length;
      } else {
        const length = Math.min(this.#missing, chunk.length - at);
        this.#kept.push(chunk.subarray(at, at + length));
        this.#missing -= length;
        at += length;
        this.#offset += length;
        if (this.#missing === 0) yield* this.#whole();
      }
      if (this.#inEntry && this.#body === 0) {
        this.#inEntry = false;
        if (this.#wanted) yield { type: 'end' };
      }
    }
    // A view would keep the whole chunk alive until the next one comes.
    if (this.#kept.length > 0) this.#kept = [Buffer.concat(this.#kept)];
  }

  /** Call once when no more bytes come. */
  end(): TarProblem | null {
    if (this.#state !== 'reading') return null;
    const between = this.#body === 0 && this.#kept.length === 0 && this.#extension === null;
    // Padding of the last body may be left out: nothing is lost by it.
    return between ? null : { code: 'truncated', because: 'ends in the middle of an entry', offset: this.#offset };
  }

  *#whole(): Generator<TarEvent> {
    const bytes = this.#kept.length === 1 ? this.#kept[0]! : Buffer.concat(this.#kept);
    this.#kept = [];
    if (this.#extension !== null) {
      const { flag, size } = this.#extension;
      this.#extension = null;
      this.#skip = padded(size) - size;
      this.#missing = blockSize;
      const fault = this.#assembler.extension(flag, bytes);
      if (fault !== null) yield this.#fail('invalid', fault);
      return;
    }
    const step = this.#assembler.take(bytes);
    this.#missing = blockSize;
    switch (step.kind) {
      case 'zero':
        this.#state = 'marked';
        return;
      case 'more':
        return;
      case 'fault':
        yield this.#fail(step.code, step.because);
        return;
      case 'extension':
        if (step.size === 0) return;
        this.#extension = step;
        this.#missing = step.size;
        return;
      case 'entry':
        this.#body = step.header.stored;
        this.#skip = padded(step.header.stored) - step.header.stored;
        this.#wanted = this.#wants(step.header);
        this.#inEntry = true;
        yield { type: 'entry', header: step.header, offset: this.#offset };
    }
  }

  #fail(code: TarProblem['code'], because: string): TarEvent {
    this.#state = 'failed';
    return { type: 'problem', problem: { code, because, offset: this.#offset } };
  }
}
