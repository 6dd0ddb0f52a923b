import type { Evidence } from '../../../model/evidence.ts';
import { isMapping, Part, type Steps } from './part.ts';
import { noSpec, type Pod, type PodContainer, type Unread } from './pod.ts';

/** What breaks a control of the Pod Security Standards, or why it cannot be told. */
export interface Finding {
  readonly at: Evidence;
  readonly saw: string;
  /** False: it cannot be told. */
  readonly known: boolean;
}

/** Looks for what breaks one control in one Pod. */
export type Rule = (pod: Pod, found: Findings) => void;

/**
 * What a rule found in a Pod. It reads settings so that one of a wrong type, which the API server would
 * refuse, is told as unclear and is never taken for absent.
 */
export class Findings {
  readonly #pod: Pod;
  #all: Finding[] | null = null;
  /** Why a fault that is found may be excused by something that cannot be read. */
  #doubt: Unread | null = null;
  #excused = false;

  constructor(pod: Pod) {
    this.#pod = pod;
  }
  get all(): readonly Finding[] {
    return this.#all ?? none;
  }

  broken(part: Part, steps: Steps, saw: string): void {
    if (this.#excused) return;
    if (this.#doubt === null) this.#add(part, steps, saw, true);
    else this.unclear(part, steps, `${saw}, and ${this.#doubt.why}`);
  }
  unclear(part: Part, steps: Steps, why: string): void {
    this.#add(part, steps, why, false);
  }
  /** What `look` finds broken does not count; what it cannot read is unclear all the same. */
  excusing(look: () => void): void {
    this.#excused = true;
    look();
    this.#excused = false;
  }
  /** Everything that `look` finds broken is unclear, because of `doubt`; and so it is when it finds nothing. */
  doubting(doubt: Unread, look: () => void): void {
    this.unclear(doubt.from, doubt.steps, doubt.why);
    this.#doubt = doubt;
    look();
    this.#doubt = null;
  }

  /** The Pod spec; null when it is unclear. */
  spec(): Part | null {
    if (this.#pod.spec === null) this.unclear(this.#pod.self, ['spec'], noSpec);
    return this.#pod.spec;
  }
  /** The securityContext of the Pod; null when it has none, undefined when it is unclear. */
  security(): Part | null | undefined {
    const { security, spec } = this.#pod;
    if (security === undefined && spec !== null)
      this.unclear(spec, ['securityContext'], 'securityContext is no mapping');
    return security;
  }
  /** Every container; those that cannot be read are unclear. */
  containers(): readonly PodContainer[] {
    for (const { from, steps, why } of this.#pod.unread) this.unclear(from, steps, why);
    return this.#pod.containers;
  }
  /** The securityContext of the Pod and those of its containers. */
  contexts(): readonly Part[] {
    this.security();
    this.containers();
    return this.#pod.contexts;
  }

  /** A mapping under a key; null when absent, undefined when it is unclear. */
  part(holder: Part, key: string): Part | null | undefined {
    const found = holder.part(key);
    if (found === undefined) this.unclear(holder, [key], `${key} is no mapping`);
    return found;
  }
  /** The mappings of a list; none when it is absent. What is no mapping in it is unclear. */
  parts(holder: Part, key: string): readonly Part[] {
    const list = holder.value[key] ?? null;
    if (list === null) return none;
    if (!Array.isArray(list)) {
      this.unclear(holder, [key], `${key} is no list`);
      return none;
    }
    const parts: Part[] = [];
    for (const [index, item] of (list as unknown[]).entries()) {
      if (isMapping(item)) parts.push(new Part(item, holder, [key, index]));
      else this.unclear(holder, [key, index], `an entry of ${key} is no mapping`);
    }
    return parts;
  }
  /** Null when absent; undefined when it is unclear. */
  boolean(part: Part, key: string): boolean | null | undefined {
    const value = part.value[key] ?? null;
    return value === null || typeof value === 'boolean' ? value : this.#wrong(part, key, 'is not true or false');
  }
  string(part: Part, key: string): string | null | undefined {
    const value = part.value[key] ?? null;
    return value === null || typeof value === 'string' ? value : this.#wrong(part, key, 'is no string');
  }
  integer(part: Part, key: string): number | null | undefined {
    const value = part.value[key] ?? null;
    if (value === null) return null;
    return Number.isInteger(value) ? (value as number) : this.#wrong(part, key, 'is no whole number');
  }
  strings(part: Part, key: string): readonly string[] | null | undefined {
    const value = part.value[key] ?? null;
    if (value === null) return null;
    const right = Array.isArray(value) && (value as unknown[]).every((item) => typeof item === 'string');
    return right ? (value as string[]) : this.#wrong(part, key, 'is no list of strings');
  }

  #wrong(part: Part, key: string, why: string): undefined {
    this.unclear(part, [key], `${key} ${why}`);
  }
  #add(part: Part, steps: Steps, saw: string, known: boolean): void {
    (this.#all ??= []).push({ at: part.down(steps).at, saw, known });
  }
}

const none: readonly never[] = [];
