import type { Evidence } from '../../../model/evidence.ts';
import { isMapping, part, type Part, type Path, type Pod, type PodContainer, type Unread } from './pod.ts';

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

  constructor(pod: Pod) {
    this.#pod = pod;
  }
  get all(): readonly Finding[] {
    return this.#all ?? none;
  }

  broken(path: Path, saw: string): void {
    if (this.#doubt === null) this.#add(path, saw, true);
    else this.unclear(this.#doubt.path, `${saw}, and ${this.#doubt.why}`);
  }
  unclear(path: Path, why: string): void {
    this.#add(path, why, false);
  }
  /** Everything that `look` finds broken is unclear, because of `doubt`; and so it is when it finds nothing. */
  doubting(doubt: Unread, look: () => void): void {
    this.unclear(doubt.path, doubt.why);
    this.#doubt = doubt;
    look();
    this.#doubt = null;
  }

  /** Every container; those that cannot be read are unclear. */
  *containers(): Generator<PodContainer> {
    for (const { path, why } of this.#pod.unread) this.unclear(path, why);
    yield* this.#pod.containers;
  }
  /** The securityContext of the Pod; null when it has none, undefined when it is unclear. */
  security(): Part | null | undefined {
    const { security } = this.#pod;
    if (security === undefined) this.unclear(['spec', 'securityContext'], 'securityContext is no mapping');
    return security;
  }
  /** The securityContext of the Pod and those of its containers. */
  *contexts(): Generator<Part> {
    const ofPod = this.security();
    if (ofPod) yield ofPod;
    for (const { security } of this.containers()) if (security) yield security;
  }

  /** A mapping under a key; null when absent, undefined when it is unclear. */
  part({ value, path }: Part, key: string): Part | null | undefined {
    const found = part(value, key, path);
    if (found === undefined) this.unclear([...path, key], `${key} is no mapping`);
    return found;
  }
  /** Null when absent; undefined when it is unclear. */
  boolean(part: Part, key: string): boolean | null | undefined {
    return this.#typed(part, key, (value) => typeof value === 'boolean', 'is not true or false') as boolean | null;
  }
  string(part: Part, key: string): string | null | undefined {
    return this.#typed(part, key, (value) => typeof value === 'string', 'is no string') as string | null;
  }
  integer(part: Part, key: string): number | null | undefined {
    return this.#typed(part, key, (value) => Number.isInteger(value), 'is no whole number') as number | null;
  }
  /** A list of strings; null when absent, undefined when it is unclear. */
  strings(part: Part, key: string): readonly string[] | null | undefined {
    const strings = (value: unknown): boolean =>
      Array.isArray(value) && (value as unknown[]).every((item) => typeof item === 'string');
    return this.#typed(part, key, strings, 'is no list of strings') as string[] | null;
  }
  /** The mappings of a list; none when it is absent. What is no mapping in it is unclear. */
  *parts({ value, path }: Part, key: string): Generator<Part> {
    const list = value[key] ?? null;
    if (list === null) return;
    if (!Array.isArray(list)) {
      this.unclear([...path, key], `${key} is no list`);
      return;
    }
    for (const [index, item] of (list as unknown[]).entries()) {
      const here = [...path, key, index];
      if (isMapping(item)) yield { value: item, path: here };
      else this.unclear(here, `an entry of ${key} is no mapping`);
    }
  }

  #typed({ value, path }: Part, key: string, right: (value: unknown) => boolean, wrong: string): unknown {
    const found = value[key] ?? null;
    if (found === null || right(found)) return found;
    this.unclear([...path, key], `${key} ${wrong}`);
    return undefined;
  }
  #add(path: Path, saw: string, known: boolean): void {
    (this.#all ??= []).push({ at: this.#pod.at(path), saw, known });
  }
}

const none: readonly Finding[] = [];
