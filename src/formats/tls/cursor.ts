/** Thrown by readers of TLS and caught where they end. */
export class Damaged extends Error {}

/** Reads bytes one after the other. @throws Damaged when there are fewer than are asked for */
export class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }
  take(length: number): Buffer {
    if (length > this.left) throw new Damaged('is cut off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  /** A number of one, two or three bytes, the highest first. */
  number(width: 1 | 2 | 3): number {
    return this.take(width).readUIntBE(0, width);
  }
  /** Bytes after their length, which takes so many bytes itself. */
  vector(width: 1 | 2 | 3): Buffer {
    return this.take(this.number(width));
  }
  /** What must be the end. */
  end(): void {
    if (this.left > 0) throw new Damaged('is followed by other bytes');
  }
}

/** A number as so many bytes, the highest first. */
export function number(value: number, width: 1 | 2 | 3): Buffer {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
}

/** The bytes with their length before them. */
export function vector(width: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(body.length, width), body]);
}
