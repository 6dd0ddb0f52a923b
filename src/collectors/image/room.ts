/** Bytes that all layers read at once may hold of file bodies. */
export class Room {
  readonly #size: number;
  #left: number;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  constructor(size: number) {
    this.#size = size;
    this.#left = size;
  }

  /**
   * Waits for so many bytes; more than there are in all count as all. Whoever holds some must give
   * them back before asking again.
   *
   * @returns null when they are there at once
   */
  take(bytes: number): Promise<void> | null {
    const needed = Math.min(bytes, this.#size);
    if (this.#waiting.length === 0 && needed <= this.#left) {
      this.#left -= needed;
      return null;
    }
    return new Promise((resolve) => this.#waiting.push({ bytes: needed, go: resolve }));
  }

  give(bytes: number): void {
    this.#left += Math.min(bytes, this.#size);
    // In turn: a large one is not passed by small ones for ever.
    for (let next = this.#waiting[0]; next !== undefined && next.bytes <= this.#left; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#left -= next.bytes;
      next.go();
    }
  }
}
