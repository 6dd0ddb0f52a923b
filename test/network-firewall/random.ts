/** Numbers that look random and are the same for one seed (mulberry32): what fails can be run again. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** From 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % end;
  }
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
  one<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  some<T>(from: readonly T[], most: number): T[] {
    const count = 1 + this.below(most);
    return [...new Set(Array.from({ length: count }, () => this.one(from)))];
  }
}
