/**
 * Finds many words at once (Wu and Manber, "A Fast Algorithm for Multi-Pattern Searching", 1994): the last
 * two bytes of a window tell how far on the next word can end, so that most bytes are never looked at.
 */
export class KeywordSearch {
  readonly #window: number;
  readonly #shift = new Uint8Array(65_536);
  /** Words by the two bytes that end their window. */
  readonly #ends = new Map<number, { readonly bytes: Buffer; readonly index: number }[]>();

  /** @param words of three bytes or more, in ASCII */
  constructor(words: readonly string[]) {
    this.#window = Math.min(...words.map(({ length }) => length));
    this.#shift.fill(this.#window - 1);
    for (const [index, word] of words.entries()) {
      const bytes = Buffer.from(word, 'latin1');
      for (let at = 0; at + 2 <= this.#window; at++) {
        const block = bytes.readUInt16BE(at);
        const shift = this.#window - 2 - at;
        if (shift < this.#shift[block]!) this.#shift[block] = shift;
      }
      const end = bytes.readUInt16BE(this.#window - 2);
      this.#ends.set(end, [...(this.#ends.get(end) ?? []), { bytes, index }]);
    }
  }

  /** Calls for every word that stands in the bytes, in order of place, with its index. */
  search(bytes: Buffer, found: (index: number, at: number) => void): void {
    const shift = this.#shift;
    const last = this.#window - 2;
    for (let at = last; at + 1 < bytes.length;) {
      const block = (bytes[at]! << 8) | bytes[at + 1]!;
      const step = shift[block]!;
      if (step > 0) {
        at += step;
        continue;
      }
      const start = at - last;
      for (const { bytes: word, index } of this.#ends.get(block)!) {
        if (bytes.length - start >= word.length && word.compare(bytes, start, start + word.length) === 0) {
          found(index, start);
        }
      }
      at++;
    }
  }
}
