import { blockSize, hasBody, readHeader, typeOf, type RawHeader, type TarHeader } from './header.ts';
import { readPax } from './pax.ts';

export interface TarLimits {
  /** Entries of one tar. */
  readonly entries: number;
  /** Bytes of one extension: the longest name and all pax records of an entry. */
  readonly extensionBytes: number;
}

export const tarLimits: TarLimits = { entries: 5_000_000, extensionBytes: 1 << 20 };

/** Why a tar could not be read to its end. What came before stays true. */
export interface TarProblem {
  readonly code: 'truncated' | 'invalid' | 'limit';
  readonly because: string;
  /** Bytes from the start of the tar. */
  readonly offset: number;
}

/** What a block of headers asks for next. */
export type Step =
  | { readonly kind: 'zero' }
  /** A body of so many bytes belongs to the header itself: give it to `extension`. */
  | { readonly kind: 'extension'; readonly flag: string; readonly size: number }
  | { readonly kind: 'entry'; readonly header: TarHeader }
  /** One more block of a sparse map follows: give it to `take` as well. */
  | { readonly kind: 'more' }
  | { readonly kind: 'fault'; readonly code: TarProblem['code']; readonly because: string };

const renaming = /^(path|linkpath|size|GNU\.sparse\..*)$/;

/** Joins header blocks with the pax and GNU extensions before them. Knows nothing of where bytes come from. */
export class HeaderAssembler {
  readonly #limits: TarLimits;
  #records = new Map<string, string>();
  #longName: string | null = null;
  #longLink: string | null = null;
  #sparse: RawHeader | null = null;
  #entries = 0;

  constructor(limits: TarLimits) {
    this.#limits = limits;
  }

  take(block: Buffer): Step {
    if (this.#sparse !== null) {
      // The map itself is of no use here: only where it ends is.
      if (block[504] !== 0) return { kind: 'more' };
      return this.#entry(this.#sparse);
    }
    const raw = readHeader(block);
    if (raw === null) return { kind: 'zero' };
    if (typeof raw === 'string') return { kind: 'fault', code: 'invalid', because: raw };
    if (isExtension(raw.flag)) {
      return raw.size > this.#limits.extensionBytes
        ? { kind: 'fault', code: 'limit', because: `the name or records of an entry take ${raw.size} bytes` }
        : { kind: 'extension', flag: raw.flag, size: raw.size };
    }
    if (raw.sparse?.extended === true) {
      this.#sparse = raw;
      return { kind: 'more' };
    }
    return this.#entry(raw);
  }

  /** The body of an extension. Null when understood, else what is wrong. */
  extension(flag: string, body: Buffer): string | null {
    if (flag === 'L') this.#longName = untilNul(body);
    else if (flag === 'K') this.#longLink = untilNul(body);
    else {
      const records = readPax(body);
      if (typeof records === 'string') return records;
      if (flag !== 'g') this.#records = records;
      // GNU tar applies global records to all that follows, Go (and so every runtime) to nothing.
      else if ([...records.keys()].some((key) => renaming.test(key))) {
        return 'a global header names or sizes entries, which readers disagree about';
      }
    }
    return null;
  }

  #entry(raw: RawHeader): Step {
    const records = this.#records;
    const name = records.get('GNU.sparse.name') ?? records.get('path') ?? this.#longName ?? raw.name;
    const linkName = records.get('linkpath') ?? this.#longLink ?? raw.linkName;
    const size = decimal(records.get('size')) ?? raw.size;
    const real = decimal(records.get('GNU.sparse.realsize') ?? records.get('GNU.sparse.size'));
    this.#records = new Map();
    this.#longName = null;
    this.#longLink = null;
    this.#sparse = null;
    this.#entries++;
    if (this.#entries > this.#limits.entries) {
      return { kind: 'fault', code: 'limit', because: `has more than ${this.#limits.entries} entries` };
    }
    if (Number.isNaN(size) || Number.isNaN(real)) {
      return { kind: 'fault', code: 'invalid', because: 'the size of an entry is not a number' };
    }
    if (name.includes('\0') || linkName.includes('\0')) {
      return { kind: 'fault', code: 'invalid', because: 'the name of an entry holds a NUL' };
    }
    const stored = hasBody(raw.flag) ? size : 0;
    const type = typeOf(raw.flag, name);
    const header: TarHeader = {
      name,
      type,
      linkName: type === 'symlink' || type === 'hardlink' ? linkName : '',
      mode: raw.mode,
      size: raw.sparse?.realSize ?? real ?? stored,
      stored,
      sparse: raw.sparse !== null || real !== undefined || records.has('GNU.sparse.major'),
    };
    return { kind: 'entry', header };
  }
}

/** Bytes of a body with its padding. */
export function padded(size: number): number {
  const over = size % blockSize;
  return over === 0 ? size : size + blockSize - over;
}

function isExtension(flag: string): boolean {
  return flag === 'x' || flag === 'g' || flag === 'X' || flag === 'L' || flag === 'K';
}

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return body.toString('utf8', 0, end === -1 ? body.length : end);
}

/** NaN when it is no decimal number that can be counted exactly. */
function decimal(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}
