import {
  CelError,
  Duration,
  List,
  Mapping,
  noSuchOverload,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  Unknown,
  type Origin,
  type Value,
} from './values.ts';
import { spend } from './work.ts';

/** Order of two numbers of whatever types, exact: undefined when one is no number, NaN when they have none. */
export function compareNumbers(left: Value, right: Value): number | undefined {
  const a = left instanceof Uint ? left.value : left;
  const b = right instanceof Uint ? right.value : right;
  if (typeof a !== 'bigint' && typeof a !== 'number') return undefined;
  if (typeof b !== 'bigint' && typeof b !== 'number') return undefined;
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  // An integer is compared with a double as double, as cel-go does: 2^53 + 1 equals 2^53 there.
  if (typeof a !== typeof b) return compareMixed(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareMixed(a: bigint | number, b: bigint | number): number {
  if (typeof a === 'number') return -compareMixed(b, a);
  const double = b as number;
  if (double < -(2 ** 63)) return 1;
  if (double > 2 ** 64) return -1;
  const left = Number(a);
  return left < double ? -1 : left > double ? 1 : 0;
}

/** Whether two are equal, the error that the server's comparison gives, or what is not known of it. */
export type Equality = boolean | CelError | Unknown;

/**
 * `left == right` as cel-go has it. Values of different types are unequal, but Kubernetes' own types and
 * the struct form of objects give an error instead, and so do we.
 */
export function equal(left: Value, right: Value): Equality {
  spend(1);
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (left === null || right === null) return left === right;
  const numbers = compareNumbers(left, right);
  if (numbers !== undefined) return numbers === 0;
  if (typeof left !== 'object') return left === right;
  if (left instanceof List) return equalLists(left, right);
  if (left instanceof Mapping) return equalMaps(left, right);
  if (left instanceof Opaque) return left.equals(right);
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  if (left instanceof Duration) return right instanceof Duration && left.nanoseconds === right.nanoseconds;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanoseconds === right.nanoseconds;
  if (left instanceof TypeValue) return right instanceof TypeValue && left.type.name === right.type.name;
  if (left instanceof Optional) {
    if (!(right instanceof Optional)) return false;
    if (left.value === undefined || right.value === undefined) return left.value === right.value;
    return equal(left.value, right.value);
  }
  return left instanceof CelError ? left : false;
}

function equalLists(left: List, right: Value): Equality {
  if (!(right instanceof List)) return left.origin === 'struct' ? noSuchOverload : false;
  if (left.size !== right.size) return false;
  return allEqual(
    left.origin,
    left.items.map((item, index) => [item, right.items[index]!]),
  );
}

function equalMaps(left: Mapping, right: Value): Equality {
  if (left.typeName !== 'map')
    return right instanceof Mapping && right.typeName !== 'map' ? left === right : noSuchOverload;
  if (!(right instanceof Mapping)) return left.origin === 'struct' ? noSuchOverload : false;
  const more = left.more ?? right.more;
  if (more !== null) return more;
  if (left.size !== right.size) return false;
  const pairs: [Value, Value][] = [];
  for (const [key, value] of left.entries()) {
    const other = right.get(key);
    if (other === undefined) return false;
    pairs.push([value, other]);
  }
  return allEqual(left.origin, pairs);
}

function allEqual(origin: Origin, pairs: readonly (readonly [Value, Value])[]): Equality {
  let unknown: Unknown | null = null;
  for (const [left, right] of pairs) {
    const same = equal(left, right);
    if (same instanceof Unknown) unknown = same.join(unknown);
    else if (same === false || (origin === 'struct' && same !== true)) return false;
  }
  return unknown ?? true;
}
