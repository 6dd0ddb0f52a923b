/** Elements in classes, split until no two of one class differ in any set that was given. */
export class Partition {
  /** The class of each element. */
  readonly of: Int32Array;
  readonly #sizes: number[] = [];

  /** @param key elements of different keys are apart from the start */
  constructor(size: number, key: (element: number) => string) {
    this.of = new Int32Array(size);
    const first = new Map<string, number>();
    for (let element = 0; element < size; element++) {
      const text = key(element);
      let known = first.get(text);
      if (known === undefined) first.set(text, (known = this.#sizes.push(0) - 1));
      this.of[element] = known;
      this.#sizes[known]! += 1;
    }
  }

  get count(): number {
    return this.#sizes.length;
  }

  /** Sets the members apart from all others; each member once. */
  split(members: Iterable<number>): void {
    const hit = new Map<number, number[]>();
    for (const element of members) {
      const known = hit.get(this.of[element]!);
      if (known === undefined) hit.set(this.of[element]!, [element]);
      else known.push(element);
    }
    for (const [known, inside] of hit) {
      if (inside.length === this.#sizes[known]) continue;
      const made = this.#sizes.push(inside.length) - 1;
      this.#sizes[known]! -= inside.length;
      for (const element of inside) this.of[element] = made;
    }
  }
}
