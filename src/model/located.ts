import type { Evidence } from './evidence.ts';
import { seen, type Seen } from './seen.ts';

/** Gives the evidence of a value: `path` leads to it from the root of what was read. */
export interface Place {
  /**
   * @param holder the object or array that holds (or would hold) the value; null for the root itself
   * @param key the property name or index in the holder
   * @param path dotted path for people: `spec.containers[0].image`
   */
  evidence(holder: object | null, key: string | number | null, path: string): Evidence;
}

const absent = Symbol('absent');

/** Stands for a value whose holder is no mapping: it is neither there nor simply left out. */
class Lost {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/**
 * A reader over plain data (of a YAML file, an API answer) that knows where each value stands.
 * It never throws on a wrong shape: what is absent or of another type reads as `undefined` with
 * its place and the reason, so that a caller cannot take it for a value.
 */
export class Located {
  readonly #place: Place;
  readonly #holder: object | null;
  readonly #key: string | number | null;
  readonly #value: unknown;
  readonly #parent: Located | null;
  readonly #step: string | number;
  #path: string | undefined;

  private constructor(
    place: Place,
    holder: object | null,
    key: string | number | null,
    value: unknown,
    parent: Located | null,
    step: string | number,
  ) {
    this.#place = place;
    this.#holder = holder;
    this.#key = key;
    this.#value = value;
    this.#parent = parent;
    this.#step = step;
  }

  static root(value: unknown, place: Place): Located {
    return new Located(place, null, null, value, null, '');
  }

  /** Dotted path from the root, for people: `spec.containers[0].image`. */
  get path(): string {
    // Most values on the way are never named: the path is made when it is asked for.
    return (this.#path ??= this.#parent === null ? '' : pathTo(this.#parent.path, this.#step));
  }

  /** Plain data; `undefined` when absent. */
  get value(): unknown {
    return this.exists ? this.#value : undefined;
  }
  get exists(): boolean {
    return this.#value !== absent && this.#value !== undefined && !(this.#value instanceof Lost);
  }
  /**
   * True for absent and for an explicit null, which most formats read alike. False when the value
   * cannot be told because what should hold it is no mapping: no default applies then.
   */
  get empty(): boolean {
    return this.#value === absent || this.#value === undefined || this.#value === null;
  }
  get isMap(): boolean {
    const value = this.#value;
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Lost);
  }
  get isList(): boolean {
    return Array.isArray(this.#value);
  }
  get at(): Evidence {
    return this.#place.evidence(this.#holder, this.#key, this.path);
  }
  /** The evidence of this place with a note: a default that applies here, say. */
  noted(note: string): Evidence {
    return { ...this.at, note };
  }

  /** The value under a key; absent (never throwing) when this is no mapping or lacks it. */
  get(key: string): Located {
    const value = this.#value;
    if (this.isMap) {
      const held = Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : absent;
      return new Located(this.#place, value as object, key, held, this, key);
    }
    const held = this.empty
      ? absent
      : value instanceof Lost
        ? value
        : new Lost(`${this.path || 'it'} is ${nameOf(value)}, not a mapping`);
    return new Located(this.#place, this.#holder, this.#key, held, this, key);
  }
  /** True for a mapping without the key, or with null under it: `get(key).empty` without making a place. */
  lacks(key: string): boolean {
    if (!this.isMap) return this.empty;
    const held = Object.hasOwn(this.#value as object, key) ? (this.#value as Record<string, unknown>)[key] : null;
    return held === null || held === undefined;
  }
  /** `get` along a path of keys. */
  down(...keys: string[]): Located {
    return keys.reduce<Located>((here, key) => here.get(key), this);
  }
  /** Items of a list; empty when it is none (see `wrong`). */
  items(): Located[] {
    const value = this.#value;
    if (!Array.isArray(value)) return [];
    return value.map((item, index) => new Located(this.#place, value, index, item, this, index));
  }
  /** Entries of a mapping in order; empty when it is none. */
  entries(): [string, Located][] {
    return this.isMap ? Object.keys(this.#value as object).map((key) => [key, this.get(key)]) : [];
  }

  boolean(): Seen<boolean> {
    return this.#typed((value) => (typeof value === 'boolean' ? value : undefined), 'true or false');
  }
  string(): Seen<string> {
    return this.#typed((value) => (typeof value === 'string' ? value : undefined), 'a string');
  }
  number(): Seen<number> {
    return this.#typed((value) => (typeof value === 'number' ? value : undefined), 'a number');
  }
  /** A string, or a number or boolean as its text: for places where formats take both. */
  text(): Seen<string> {
    return this.#typed(
      (value) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined),
      'a string or number',
    );
  }
  strings(): Seen<readonly string[]> {
    return this.#typed(
      (value) => (Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined),
      'a list of strings',
    );
  }
  /** A mapping whose values are scalars, as text; other entries are left out. */
  record(): Record<string, string> {
    const found: Record<string, string> = {};
    if (!this.isMap) return found;
    for (const [key, value] of Object.entries(this.#value as object)) {
      if (['string', 'number', 'boolean'].includes(typeof value) && key !== '__proto__') found[key] = String(value);
    }
    return found;
  }
  /** `setting` with the default that the source's own definition gives for an absent value. */
  orDefault<T>(setting: Seen<T>, value: T, note: string): Seen<T> {
    return this.empty ? seen(value, { ...setting.at, note }) : setting;
  }

  #typed<T>(read: (value: unknown) => T | undefined, what: string): Seen<T> {
    if (this.empty) return seen<T>(undefined, this.at);
    if (this.#value instanceof Lost) return seen<T>(undefined, this.at, this.#value.why);
    const value = read(this.#value);
    return value === undefined
      ? seen<T>(undefined, this.at, `is ${nameOf(this.#value)}, not ${what}`)
      : seen(value, this.at);
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'a string', number: 'a number', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ??
    typeof value
  );
}

const plain = new Set<string>();
/** Distinct keys of real files are few; those of hostile ones are not kept. */
const maxPlain = 4096;

function pathTo(parent: string, step: string | number): string {
  if (typeof step === 'number') return `${parent}[${step}]`;
  return parent === '' ? quoted(step) : `${parent}.${quoted(step)}`;
}

/** Keys with dots or brackets are quoted so that a path can be read back. */
function quoted(key: string): string {
  if (plain.has(key)) return key;
  if (!/^[\w$/@-]+$/.test(key)) return JSON.stringify(key);
  if (plain.size < maxPlain && key.length < 64) plain.add(key);
  return key;
}

/** A place in an API answer: no lines, but the request and the path. */
export function apiPlace(source: string, api: string): Place {
  return { evidence: (_holder, _key, path) => (path === '' ? { source, api } : { source, api, place: path }) };
}
