import type { Type } from './types.ts';

/**
 * What an expression evaluates to. CEL's int is a bigint, its double a number, its uint a `Uint`, so
 * that no operation can take one for another. Errors and unknowns are values, because `&&` and `||`
 * absorb them (langdef: "Logical Operators").
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Duration
  | Timestamp
  | List
  | Mapping
  | TypeValue
  | Optional
  | Opaque
  | CelError
  | Unknown;

export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds, within 64 bits. */
export class Duration {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** Nanoseconds since 1970, between the years 1 and 9999, with the offset it was written with (it prints so). */
export class Timestamp {
  readonly nanoseconds: bigint;
  /** Seconds east of UTC. */
  readonly offset: number;
  constructor(nanoseconds: bigint, offset = 0) {
    this.nanoseconds = nanoseconds;
    this.offset = offset;
  }
}

/** A value whose inside only its library knows: a quantity, an address, a version. */
export abstract class Opaque {
  abstract readonly type: Type;
  /** False, or an error, where Kubernetes' own comparison gives one. */
  abstract equals(other: Value): boolean | CelError;
  /** What cost counts as its size; most have none. */
  size(): number | undefined {
    return undefined;
  }
}

export class TypeValue {
  readonly type: Type;
  constructor(type: Type) {
    this.type = type;
  }
}

export class Optional {
  readonly value: Value | undefined;
  constructor(value?: Value) {
    this.value = value;
  }
}
export const none = new Optional();

export class CelError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}
export const noSuchOverload = new CelError('no such overload');

/** A value that cannot be known here: what only the server knows, what was not read. */
export class Unknown {
  readonly why: readonly string[];
  constructor(why: readonly string[]) {
    this.why = why;
  }
  join(other: Unknown | null): Unknown {
    return other === null ? this : new Unknown([...new Set([...other.why, ...this.why])]);
  }
}

export function isFault(value: Value): value is CelError | Unknown {
  return value instanceof CelError || value instanceof Unknown;
}

/**
 * Objects of Kubernetes' own kinds are Go structs to the API server, others are plain maps, and the
 * two differ in small ways (k8s.io/apiserver/pkg/cel/common/valuesschemalesstyped.go).
 */
export type Origin = 'literal' | 'struct' | 'plain';

export class List {
  readonly origin: Origin;
  /** True for the accumulator of a comprehension while it is built: what is added is added to itself. */
  growing = false;
  #items: Value[] | null;
  readonly #raw: readonly unknown[] | null;
  readonly #read: ((value: unknown, key: string | number) => Value) | null;
  private constructor(
    items: Value[] | null,
    origin: Origin,
    raw: readonly unknown[] | null,
    read: ((value: unknown, key: string | number) => Value) | null,
  ) {
    this.#items = items;
    this.origin = origin;
    this.#raw = raw;
    this.#read = read;
  }
  static of(items: Value[]): List {
    return new List(items, 'literal', null, null);
  }
  /** Data of an object: items become values when they are first looked at. */
  static ofData(raw: readonly unknown[], origin: Origin, read: (value: unknown, key: string | number) => Value): List {
    return new List(null, origin, raw, read);
  }
  get items(): readonly Value[] {
    return (this.#items ??= this.#raw!.map((item, index) => this.#read!(item, index)));
  }
  get size(): number {
    return this.#items?.length ?? this.#raw!.length;
  }
  push(values: readonly Value[]): void {
    for (const value of values) this.#items!.push(value);
  }
}

export class Mapping {
  readonly origin: Origin;
  /** Shown as type in messages where it is not `map`: the holder of a policy's variables. */
  readonly typeName: string;
  readonly #entries: Map<string, [Value, Value]> | null;
  readonly #data: MappingData | null;
  private constructor(
    entries: Map<string, [Value, Value]> | null,
    data: MappingData | null,
    origin: Origin,
    typeName: string,
  ) {
    this.#entries = entries;
    this.#data = data;
    this.origin = origin;
    this.typeName = typeName;
  }
  /** A later entry with the same key takes its place. */
  static of(entries: Iterable<readonly [Value, Value]>): Mapping {
    const held = new Map<string, [Value, Value]>();
    for (const [key, value] of entries) held.set(keyOf(key), [key, value]);
    return new Mapping(held, null, 'literal', 'map');
  }
  static ofData(data: MappingData, origin: Origin, typeName = 'map'): Mapping {
    return new Mapping(null, data, origin, typeName);
  }
  get size(): number {
    return this.#entries?.size ?? this.#data!.keys().length;
  }
  /** Why there may be keys that are not known here; null when all are. */
  get more(): Unknown | null {
    return this.#data?.more ?? null;
  }
  /** Undefined when there is no such key; an unknown when it cannot be told. */
  get(key: Value): Value | undefined {
    if (this.#entries !== null) return this.#entries.get(keyOf(key))?.[1];
    return typeof key === 'string' ? this.#data!.get(key) : undefined;
  }
  /** Undefined when it is empty. */
  firstKey(): Value | undefined {
    if (this.#entries === null) return this.#data!.keys()[0];
    return this.#entries.values().next().value?.[0];
  }
  keys(): Value[] {
    return this.#entries === null ? [...this.#data!.keys()] : [...this.#entries.values()].map(([key]) => key);
  }
  entries(): [Value, Value][] {
    return this.keys().map((key) => [key, this.get(key)!]);
  }
  /** For the accumulator of a comprehension only. False when the key is there already. */
  insert(key: Value, value: Value): boolean {
    const name = keyOf(key);
    if (this.#entries!.has(name)) return false;
    this.#entries!.set(name, [key, value]);
    return true;
  }
}

/** String keys with values made when they are asked for. */
export interface MappingData {
  keys(): readonly string[];
  get(key: string): Value | undefined;
  readonly more?: Unknown;
}

/** Numbers that are equal are one key, whatever their type. */
function keyOf(key: Value): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof Uint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  return key === null ? 'null' : 'other';
}
