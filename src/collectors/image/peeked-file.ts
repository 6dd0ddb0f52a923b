import type { FileBytes } from '../../readers/packages/files/analyser.ts';

/** So many bytes from there on; fewer at the end. */
export type Peek = (position: number, length: number) => Buffer;

const block = 16 << 10;
const most = 16;

/**
 * A file that is read where it lies, at the places that are asked for. Headers of executables are read
 * a few bytes at a time, by several readers: the last blocks stay in memory.
 */
export class PeekedFile implements FileBytes {
  readonly size: number;
  readonly #peek: Peek;
  readonly #start: number;
  readonly #blocks = new Map<number, Buffer>();

  constructor(peek: Peek, start: number, size: number) {
    this.#peek = peek;
    this.#start = start;
    this.size = size;
  }

  read(offset: number, length: number): Buffer {
    const bytes = Math.max(0, Math.min(length, this.size - offset));
    const first = Math.floor(offset / block);
    if (bytes > block || offset < 0) return this.#peek(this.#start + offset, bytes);
    const at = offset - first * block;
    const found = this.#block(first);
    if (at + bytes <= block) return found.subarray(at, at + bytes);
    return Buffer.concat([found.subarray(at), this.#block(first + 1).subarray(0, at + bytes - block)]);
  }

  #block(index: number): Buffer {
    let found = this.#blocks.get(index);
    if (found === undefined) {
      const start = index * block;
      found = this.#peek(this.#start + start, Math.min(block, this.size - start));
      if (this.#blocks.size >= most) this.#blocks.delete(this.#blocks.keys().next().value!);
      this.#blocks.set(index, found);
    }
    return found;
  }
}
