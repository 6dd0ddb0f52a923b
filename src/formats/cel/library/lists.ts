import { add, compare } from '../arithmetic.ts';
import { equal } from '../compare.ts';
import { overload, type Overload } from '../functions.ts';
import { typeOf } from '../runtime-type.ts';
import {
  CelError,
  Duration,
  isFault,
  List,
  Mapping,
  noSuchOverload,
  Timestamp,
  Uint,
  Unknown,
  type Value,
} from '../values.ts';
import { spend, TooLarge } from '../work.ts';

const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const zeros: Readonly<Record<string, Value>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
};
const maxRange = 1_000_000n;

const unknownIn = (list: List): Unknown | undefined => list.items.find((item) => item instanceof Unknown);

function isSorted(list: List): Value {
  const unknown = unknownIn(list);
  if (unknown !== undefined) return unknown;
  for (let index = 0; index < list.size; index++) {
    const item = list.items[index]!;
    if (compare(item, item) === null) return noSuchOverload;
    if (index > 0 && compare(list.items[index - 1]!, item) === 1) return false;
  }
  return true;
}

function sum(zero: Value): (list: List) => Value {
  return (list) => {
    let total = zero;
    for (const item of list.items) {
      total = add(total, item);
      if (isFault(total)) return total;
    }
    return total;
  };
}

function extreme(name: 'min' | 'max'): (list: List) => Value {
  const better = name === 'min' ? 1 : -1;
  return (list) => {
    const unknown = unknownIn(list);
    if (unknown !== undefined) return unknown;
    let best: Value | undefined;
    for (const item of list.items) {
      if (compare(item, item) === null) return noSuchOverload;
      if (best === undefined || compare(best, item) === better) best = item;
    }
    return best ?? new CelError(`${name} called on empty list`);
  };
}

function position(last: boolean): (list: List, wanted: Value) => Value {
  return (list, wanted) => {
    const order = [...list.items.keys()];
    for (const index of last ? order.toReversed() : order) {
      const same = equal(list.items[index]!, wanted);
      if (same === true) return BigInt(index);
      if (same instanceof Unknown) return same;
    }
    return -1n;
  };
}

/** Kubernetes' own functions over lists (k8s.io/apiserver/pkg/cel/library/lists.go). */
export const kubernetesLists: readonly Overload[] = [
  ...comparable.flatMap((type) => [
    overload(`list_${type}_is_sorted_bool`, `list(${type})::isSorted() bool`, isSorted),
    overload(`list_${type}_max_${type}`, `list(${type})::max() ${type}`, extreme('max')),
    overload(`list_${type}_min_${type}`, `list(${type})::min() ${type}`, extreme('min')),
  ]),
  ...Object.entries(zeros).map(([type, zero]) =>
    overload(`list_${type}_sum_${type}`, `list(${type})::sum() ${type}`, sum(zero)),
  ),
  overload('list_a_index_of_int', 'list(A)::indexOf(A) int', position(false)),
  overload('list_a_last_index_of_int', 'list(A)::lastIndexOf(A) int', position(true)),
];

function slice(list: List, start: bigint, end: bigint): Value {
  const cannot = (why: string): CelError => new CelError(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) return cannot('negative indexes not supported');
  if (start > end) return cannot('start index must be less than or equal to end index');
  if (BigInt(list.size) < end) return cannot(`list is length ${list.size}`);
  return List.of(list.items.slice(Number(start), Number(end)));
}

function flatten(list: Value, given?: Value): Value {
  const depth = given ?? 1n;
  if (isFault(depth)) return depth;
  if (typeof depth !== 'bigint') {
    const type = { string: 'types.String', number: 'types.Double', boolean: 'types.Bool' }[typeof depth as string];
    return type === undefined
      ? noSuchOverload
      : new CelError(`internal error: interface conversion: ref.Val is ${type}, not types.Int`);
  }
  if (!(list instanceof List)) {
    if (isFault(list)) return list;
    const name = list instanceof Mapping ? 'map(dyn, dyn)' : typeOf(list).name;
    return new CelError(`no such overload: ${name}.flatten(${given === undefined ? '' : 'int'})`);
  }
  if (depth < 0n) return new CelError('level must be non-negative');
  const flat: Value[] = [];
  const walk = (items: readonly Value[], left: bigint): void => {
    for (const item of items) {
      spend(1);
      if (item instanceof List && left > 0n) walk(item.items, left - 1n);
      else flat.push(item);
    }
  };
  walk(list.items, depth);
  return List.of(flat);
}

function sortBy(name: string, list: Value, keys: Value): Value {
  if (typeof list === 'string' || list instanceof Duration || list instanceof Timestamp) return noSuchOverload;
  if (!(list instanceof List) || !(keys instanceof List)) return new CelError(`no such overload: ${name}`);
  if (list.size !== keys.size)
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.size} and ${keys.size} elements respectively`,
    );
  const unknown = unknownIn(keys);
  if (unknown !== undefined) return unknown;
  const [first] = keys.items;
  if (first === undefined) return list;
  if (compare(first, first) === null) return new CelError('list elements must be comparable');
  const type = typeOf(first).name;
  if (list.size > 1 && keys.items.some((key) => typeOf(key).name !== type))
    return new CelError('list elements must have the same type');
  const order = [...list.items.keys()].toSorted((a, b) => {
    const found = compare(keys.items[a]!, keys.items[b]!);
    return typeof found === 'number' ? found : 0;
  });
  return List.of(order.map((index) => list.items[index]!));
}

function range(count: bigint): Value {
  if (count < 0n) return new CelError(`lists.range: size must be non-negative, got ${count}`);
  if (count > maxRange) return new CelError(`lists.range: size ${count} exceeds maximum allowed (${maxRange})`);
  return List.of(Array.from({ length: Number(count) }, (_, index) => BigInt(index)));
}

/** Beyond this the pairs to compare would take minutes; the server stops only when they are counted. */
const maxCompared = 3000;

function distinct(list: List): Value {
  if (list.size > maxCompared) throw new TooLarge(`a list of more than ${maxCompared} items compared with each other`);
  const unique: Value[] = [];
  for (const item of list.items) {
    let seen = false;
    for (const other of unique) {
      const same = equal(item, other);
      if (same instanceof Unknown) return same;
      if (same === true) {
        seen = true;
        break;
      }
    }
    if (!seen) unique.push(item);
  }
  return List.of(unique);
}

/** cel-go's ext/lists.go in version 3, which is the API server's. */
export const lists: readonly Overload[] = [
  overload('list_slice', 'list(T)::slice(int, int) list(T)', slice),
  overload('list_flatten', 'list(list(T))::flatten() list(T)', flatten, false),
  overload('list_flatten_int', 'list(dyn)::flatten(int) list(dyn)', flatten, false),
  ...['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'].flatMap((type) => {
    const name = { duration: 'google.protobuf.Duration', timestamp: 'google.protobuf.Timestamp' }[type] ?? type;
    return [
      overload(
        `list_${name}_sort`,
        `list(${type})::sort() list(${type})`,
        (list: Value): Value => sortBy('sort', list, list),
        false,
      ),
      overload(
        `list_${name}_sortByAssociatedKeys`,
        `list(T)::@sortByAssociatedKeys(list(${type})) list(T)`,
        (list: Value, keys: Value): Value => sortBy('@sortByAssociatedKeys', list, keys),
        false,
      ),
    ];
  }),
  overload('lists_range', 'lists.range(int) list(int)', range),
  overload('list_reverse', 'list(T)::reverse() list(T)', (list: List): Value => List.of(list.items.toReversed())),
  overload('list_distinct', 'list(T)::distinct() list(T)', distinct),
];

function includesAll(list: List, part: List): Value {
  let unknown: Unknown | null = null;
  for (const item of part.items) {
    const found = holds(list, item);
    if (found === false) return false;
    if (found instanceof Unknown) unknown = found.join(unknown);
  }
  return unknown ?? true;
}

function holds(list: List, wanted: Value): boolean | Unknown {
  let unknown: Unknown | null = null;
  for (const item of list.items) {
    const same = list.origin === 'struct' ? equal(item, wanted) : equal(wanted, item);
    if (same === true) return true;
    if (same instanceof Unknown) unknown = same.join(unknown);
  }
  return unknown ?? false;
}

function intersects(a: List, b: List): Value {
  let unknown: Unknown | null = null;
  for (const item of a.items) {
    const found = holds(b, item);
    if (found === true) return true;
    if (found instanceof Unknown) unknown = found.join(unknown);
  }
  return unknown ?? false;
}

function equivalent(a: List, b: List): Value {
  const one = includesAll(a, b);
  return one === true ? includesAll(b, a) : one;
}

/** cel-go's ext/sets.go. */
export const sets: readonly Overload[] = [
  overload('list_sets_contains_list', 'sets.contains(list(T), list(T)) bool', includesAll),
  overload('list_sets_equivalent_list', 'sets.equivalent(list(T), list(T)) bool', equivalent),
  overload('list_sets_intersects_list', 'sets.intersects(list(T), list(T)) bool', intersects),
];
