/** What an entry of a layer does to the paths of the layers below it. */
export type PathKind = 'file' | 'symlink' | 'directory' | 'whiteout' | 'opaque';

const kinds: readonly PathKind[] = ['file', 'symlink', 'directory', 'whiteout', 'opaque'];
const first = 16 << 10;

/** Stands where the kind of an entry would: the folder of the entries that follow comes next. */
const folderMark = kinds.length;

/**
 * The paths of a layer in its own order, with each folder told once for the entries of it that follow,
 * and without what it begins with in common with the one before: some fifteen bytes an entry, so that
 * those of a layer of millions can be held and kept, and folders that do not matter are passed over.
 */
export class PathListWriter {
  #bytes = Buffer.allocUnsafe(first);
  #end = 0;
  #folder = '';
  readonly #limit: number;

  /** @param limit bytes of the largest list */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when the list is full; the path is not in it then. */
  add(kind: PathKind, path: string): boolean {
    const slash = path.lastIndexOf('/');
    const start = this.#end;
    const same = slash === -1 ? this.#folder === '' : slash === this.#folder.length && path.startsWith(this.#folder);
    const folder = same ? this.#folder : path.slice(0, Math.max(0, slash));
    if (!this.#room(2 * 12 + 3 * path.length)) return false;
    if (!same) this.#enter(folder);
    this.#bytes[this.#end++] = kinds.indexOf(kind);
    this.#text(path.slice(slash + 1));
    if (this.#end > this.#limit) {
      this.#end = start;
      return false;
    }
    this.#folder = folder;
    return true;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#end));
  }

  #enter(folder: string): void {
    const last = this.#folder;
    const most = Math.min(last.length, folder.length);
    let same = 0;
    while (same < most && last.charCodeAt(same) === folder.charCodeAt(same)) same++;
    // Half of a pair of surrogates cannot be written by itself.
    if (same > 0 && isHigh(folder.charCodeAt(same - 1))) same--;
    this.#bytes[this.#end++] = folderMark;
    this.#number(same);
    this.#text(folder.slice(same));
  }

  /** The length comes first, and is known once it is written: room is left for the largest it can be. */
  #text(text: string): void {
    const size = sizeOf(text.length * 3);
    const written = this.#bytes.write(text, this.#end + size, 'utf8');
    let rest = written;
    for (let at = 0; at < size; at++) {
      this.#bytes[this.#end++] = (rest & 0x7f) | (at === size - 1 ? 0 : 0x80);
      rest = Math.floor(rest / 128);
    }
    this.#end += written;
  }

  #number(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#end++] = rest;
  }

  #room(more: number): boolean {
    // What is too long for the list is not even written to see.
    if (this.#end > this.#limit || more > 4 * this.#limit + first) return false;
    if (this.#end + more > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + more));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return true;
  }
}

/**
 * Gives the paths of a list to `take`, in its order.
 *
 * @param concerns whether entries of a folder matter; those of others are passed over
 * @throws RangeError when the bytes are no list
 */
export function readPathList(
  bytes: Buffer,
  concerns: (folder: string) => boolean,
  take: (kind: PathKind, path: string) => void,
): void {
  let at = 0;
  let folder = '';
  let matters = concerns('');
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
    const kind = bytes[at++]!;
    const same = kind === folderMark ? number() : 0;
    const length = number();
    if (kind > folderMark || same > folder.length || at + length > bytes.length) {
      throw new RangeError('a list of paths is no list');
    }
    if (kind === folderMark) {
      folder = folder.slice(0, same) + bytes.toString('utf8', at, at + length);
      matters = concerns(folder);
    } else if (matters) {
      const name = bytes.toString('utf8', at, at + length);
      take(kinds[kind]!, folder === '' ? name : `${folder}/${name}`);
    }
    at += length;
  }
}

function sizeOf(value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
