import { describe } from '../describe.ts';
import { overload, type Overload, type Run } from '../functions.ts';
import { CelError, Duration, List, Mapping, none, noSuchOverload, Optional, Uint, type Value } from '../values.ts';

/** Computed by the evaluator, which looks at the right side only when it needs it. */
const never: Run = () => noSuchOverload;

function isZero(value: Value): boolean {
  switch (typeof value) {
    case 'string':
      return value === '';
    case 'boolean':
      return !value;
    case 'bigint':
      return value === 0n;
    case 'number':
      return value === 0;
    default:
      break;
  }
  if (value === null) return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Uint8Array) return value.length === 0;
  // Lists and maps of objects of Kubernetes' own kinds never count as empty there.
  if (value instanceof List) return value.origin !== 'struct' && value.size === 0;
  if (value instanceof Mapping) return value.origin !== 'struct' && value.size === 0;
  return value instanceof Duration && value.nanoseconds === 0n;
}

function unwrap(list: List): Value {
  const held: Value[] = [];
  for (const item of list.items) {
    if (!(item instanceof Optional)) return new CelError(`value ${describe(item)} is not optional`);
    if (item.value !== undefined) held.push(item.value);
  }
  return List.of(held);
}

const edge =
  (at: number) =>
  (list: List): Value => {
    const item = list.items.at(at);
    return item === undefined ? none : new Optional(item);
  };

/** cel-go's optional values (cel/library.go). */
export const optionals: readonly Overload[] = [
  overload('optional_of', 'optional.of(V) optional(V)', (value: Value): Value => new Optional(value)),
  overload('optional_ofNonZeroValue', 'optional.ofNonZeroValue(V) optional(V)', (value: Value): Value =>
    isZero(value) ? none : new Optional(value),
  ),
  overload('optional_none', 'optional.none() optional(V)', (): Value => none),
  overload('optional_value', 'optional(V)::value() V', ({ value }: Optional): Value =>
    value === undefined ? new CelError('optional.none() dereference') : value,
  ),
  overload('optional_hasValue', 'optional(V)::hasValue() bool', ({ value }: Optional): Value => value !== undefined),
  overload('optional_or_optional', 'optional(V)::or(optional(V)) optional(V)', never),
  overload('optional_orValue_value', 'optional(V)::orValue(V) V', never),
  overload('select_optional_field', '_?._(dyn, string) optional(V)', never),
  overload('list_optindex_optional_int', '_[?_](list(V), int) optional(V)', never),
  overload('optional_list_optindex_optional_int', '_[?_](optional(list(V)), int) optional(V)', never),
  overload('map_optindex_optional_value', '_[?_](map(K, V), K) optional(V)', never),
  overload('optional_map_optindex_optional_value', '_[?_](optional(map(K, V)), K) optional(V)', never),
  overload('optional_list_index_int', '_[_](optional(list(V)), int) optional(V)', never),
  overload('optional_map_index_value', '_[_](optional(map(K, V)), K) optional(V)', never),
  overload('list_last', 'list(V)::last() optional(V)', edge(-1)),
  overload('list_first', 'list(V)::first() optional(V)', edge(0)),
  overload('optional_unwrap', 'optional.unwrap(list(optional(V))) list(V)', unwrap),
  overload('optional_unwrapOpt', 'list(optional(V))::unwrapOpt() list(V)', unwrap),
];

function insert(map: Mapping, key: Value, value: Value): Value {
  return map.insert(key, value) ? map : new CelError(`insert failed: key ${describe(key)} already exists`);
}

/** What `transformMap` and `transformMapEntry` build their result with. */
export const insertions: readonly Overload[] = [
  overload('@mapInsert_map_key_value', 'cel.@mapInsert(map(K, V), K, V) map(K, V)', insert),
  overload(
    '@mapInsert_map_map',
    'cel.@mapInsert(map(K, V), map(K, V)) map(K, V)',
    (map: Mapping, more: Mapping): Value => {
      for (const [key, value] of more.entries()) {
        const inserted = insert(map, key, value);
        if (inserted instanceof CelError) return inserted;
      }
      return map;
    },
  ),
];
