/** What an entry of a layer does to the paths of the layers below it. */
export type PathKind = 'file' | 'symlink' | 'directory' | 'whiteout' | 'opaque';

const kinds: readonly PathKind[] = ['file', 'symlink', 'directory', 'whiteout', 'opaque'];
const first = 16 << 10;

/**
 * The paths of a layer in its own order, each without what it begins with in common with the one
 * before: some twenty bytes an entry, so that those of a layer of millions can be held and kept.
 */
export class PathListWriter {
  #bytes = Buffer.allocUnsafe(first);
  #end = 0;
  #last = '';
  readonly #limit: number;

  /** @param limit bytes of the largest list */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when the list is full; the path is not in it then. */
  add(kind: PathKind, path: string): boolean {
    const last = this.#last;
    const most = Math.min(last.length, path.length);
    let same = 0;
    while (same < most && last.charCodeAt(same) === path.charCodeAt(same)) same++;
    // Half of a pair of surrogates cannot be written by itself.
    if (same > 0 && isHigh(path.charCodeAt(same - 1))) same--;
    const suffix = same === 0 ? path : path.slice(same);
    // A UTF-16 unit takes three bytes at most, a number five.
    const most8 = suffix.length * 3;
    if (!this.#room(most8 + 11)) return false;
    const bytes = this.#bytes;
    bytes[this.#end++] = kinds.indexOf(kind);
    this.#number(same);
    // The length comes first, and is known once it is written: room for it is kept by its largest size.
    const size = sizeOf(most8);
    const written = bytes.write(suffix, this.#end + size, 'utf8');
    let rest = written;
    for (let at = 0; at < size; at++) {
      bytes[this.#end++] = (rest & 0x7f) | (at === size - 1 ? 0 : 0x80);
      rest = Math.floor(rest / 128);
    }
    this.#end += written;
    this.#last = path;
    return true;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#end));
  }

  #number(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#end++] = rest;
  }

  #room(more: number): boolean {
    if (this.#end + more > this.#limit) return false;
    if (this.#end + more > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return true;
  }
}

/**
 * Gives every path of a list to `take`, in its order.
 * @throws RangeError when the bytes are no list
 */
export function readPathList(bytes: Buffer, take: (kind: PathKind, path: string) => void): void {
  let at = 0;
  let last = '';
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 35) throw new RangeError('a list of paths is cut off');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const kind = kinds[bytes[at++]!];
    const same = number();
    const length = number();
    if (kind === undefined || same > last.length || at + length > bytes.length) {
      throw new RangeError('a list of paths is no list');
    }
    const suffix = bytes.toString('utf8', at, at + length);
    at += length;
    last = same === 0 ? suffix : last.slice(0, same) + suffix;
    take(kind, last);
  }
}

function sizeOf(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
