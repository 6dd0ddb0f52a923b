import type { Located } from '../../../model/located.ts';

export type Mapping = Readonly<Record<string, unknown>>;
/** Keys and indexes that lead from a part to a value. */
export type Steps = readonly (string | number)[];

/**
 * A mapping of a Pod as a plain value. Where it stands is found out only when something is said of it:
 * nearly all Pods leave nearly all settings out, and nothing is done for those.
 */
export class Part {
  readonly value: Mapping;
  readonly #up: Part | Located;
  readonly #steps: Steps;
  #located: Located | null = null;

  constructor(value: Mapping, up: Part | Located, steps: Steps) {
    this.value = value;
    this.#up = up;
    this.#steps = steps;
  }

  get located(): Located {
    return (this.#located ??= walk(this.#up instanceof Part ? this.#up.located : this.#up, this.#steps));
  }
  /** A value in it, or where that would stand. */
  down(steps: Steps): Located {
    return walk(this.located, steps);
  }
  /** The mapping under a key; null when it is absent (as null is), undefined when it is something else. */
  part(key: string): Part | null | undefined {
    const value = this.value[key] ?? null;
    if (value === null) return null;
    return isMapping(value) ? new Part(value, this, [key]) : undefined;
  }
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function walk(from: Located, steps: Steps): Located {
  let here = from;
  for (const step of steps) {
    const next: Located | undefined = typeof step === 'number' ? here.items()[step] : here.get(step);
    if (next === undefined) break;
    here = next;
  }
  return here;
}
