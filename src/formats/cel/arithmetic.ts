import { compareNumbers } from './compare.ts';
import { maxLength, TooLarge } from './work.ts';
import { CelError, Duration, isFault, List, noSuchOverload, Timestamp, Uint, type Value } from './values.ts';

const intOverflow = new CelError('integer overflow');
const uintOverflow = new CelError('unsigned integer overflow');
const timestampOverflow = new CelError('timestamp overflow');
const minTime = -62_135_596_800_000_000_000n;
const maxTime = 253_402_300_799_999_999_999n;
const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;

export function int(value: bigint): bigint | CelError {
  return value < minInt || value > maxInt ? intOverflow : value;
}
export function uint(value: bigint): Uint | CelError {
  return value < 0n || value > maxUint ? uintOverflow : new Uint(value);
}
export function duration(nanoseconds: bigint): Duration | CelError {
  return nanoseconds < minInt || nanoseconds > maxInt ? intOverflow : new Duration(nanoseconds);
}
export function timestamp(nanoseconds: bigint, offset = 0): Timestamp | CelError {
  return nanoseconds < minTime || nanoseconds > maxTime ? timestampOverflow : new Timestamp(nanoseconds, offset);
}

const misfit = (name: string): CelError => new CelError(`no such overload: ${name}`);
/** The second operand's own fault comes first, as everywhere in cel-go. */
const misfitOf = (other: Value): Value => (isFault(other) ? other : noSuchOverload);

export function add(left: Value, right: Value): Value {
  switch (typeof left) {
    case 'bigint':
      return typeof right === 'bigint' ? int(left + right) : misfitOf(right);
    case 'number':
      return typeof right === 'number' ? left + right : misfitOf(right);
    case 'string':
      if (typeof right !== 'string') return misfitOf(right);
      if (left.length + right.length > maxLength) throw new TooLarge(`a text of more than ${maxLength} characters`);
      return left + right;
    default:
      break;
  }
  if (left instanceof Uint) return right instanceof Uint ? uint(left.value + right.value) : misfitOf(right);
  if (left instanceof Uint8Array) {
    if (!(right instanceof Uint8Array)) return misfitOf(right);
    if (left.length + right.length > maxLength) throw new TooLarge(`more than ${maxLength} bytes`);
    const joined = new Uint8Array(left.length + right.length);
    joined.set(left);
    joined.set(right, left.length);
    return joined;
  }
  if (left instanceof List) return right instanceof List ? addLists(left, right) : misfitOf(right);
  if (left instanceof Duration) {
    if (right instanceof Duration) return duration(left.nanoseconds + right.nanoseconds);
    if (right instanceof Timestamp) return timestamp(right.nanoseconds + left.nanoseconds, right.offset);
    return misfitOf(right);
  }
  if (left instanceof Timestamp)
    return right instanceof Duration ? timestamp(left.nanoseconds + right.nanoseconds, left.offset) : misfitOf(right);
  return misfit('_+_');
}

function addLists(left: List, right: List): List {
  if (left.growing) {
    left.push(right.items);
    return left;
  }
  if (left.size === 0) return right;
  if (right.size === 0) return left;
  return List.of([...left.items, ...right.items]);
}

export function subtract(left: Value, right: Value): Value {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? int(left - right) : misfitOf(right);
  if (typeof left === 'number') return typeof right === 'number' ? left - right : misfitOf(right);
  if (left instanceof Uint) return right instanceof Uint ? uint(left.value - right.value) : misfitOf(right);
  if (left instanceof Duration)
    return right instanceof Duration ? duration(left.nanoseconds - right.nanoseconds) : misfitOf(right);
  if (left instanceof Timestamp) {
    if (right instanceof Duration) return timestamp(left.nanoseconds - right.nanoseconds, left.offset);
    if (right instanceof Timestamp) return duration(left.nanoseconds - right.nanoseconds);
    return misfitOf(right);
  }
  return misfit('_-_');
}

export function multiply(left: Value, right: Value): Value {
  if (typeof left === 'bigint') return typeof right === 'bigint' ? int(left * right) : misfitOf(right);
  if (typeof left === 'number') return typeof right === 'number' ? left * right : misfitOf(right);
  if (left instanceof Uint) return right instanceof Uint ? uint(left.value * right.value) : misfitOf(right);
  return misfit('_*_');
}

const byZero = new CelError('division by zero');

export function divide(left: Value, right: Value): Value {
  if (typeof left === 'bigint') {
    if (typeof right !== 'bigint') return misfitOf(right);
    return right === 0n ? byZero : int(left / right);
  }
  if (typeof left === 'number') return typeof right === 'number' ? left / right : misfitOf(right);
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return misfitOf(right);
    return right.value === 0n ? byZero : uint(left.value / right.value);
  }
  return misfit('_/_');
}

const moduloZero = new CelError('modulus by zero');

export function modulo(left: Value, right: Value): Value {
  if (typeof left === 'bigint') {
    if (typeof right !== 'bigint') return misfitOf(right);
    if (right === 0n) return moduloZero;
    return left === minInt && right === -1n ? intOverflow : left % right;
  }
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return misfitOf(right);
    return right.value === 0n ? moduloZero : uint(left.value % right.value);
  }
  return misfit('_%_');
}

export function negate(value: Value): Value {
  if (typeof value === 'bigint') return int(-value);
  if (typeof value === 'number') return -value;
  if (typeof value === 'boolean' || typeof value === 'string') return noSuchOverload;
  if (value instanceof Timestamp) return noSuchOverload;
  if (value instanceof Duration) return duration(-value.nanoseconds);
  return misfit('-_');
}

const noOrder = new CelError('NaN values cannot be ordered');

/** -1, 0 or 1; an error when the two have no order; null when the left has none at all. */
export function compare(left: Value, right: Value): number | CelError | null {
  const numbers = compareNumbers(left, right);
  if (numbers !== undefined) return Number.isNaN(numbers) ? noOrder : numbers;
  const other = right instanceof CelError ? right : noSuchOverload;
  switch (typeof left) {
    case 'bigint':
    case 'number':
      return other;
    case 'boolean':
      return typeof right === 'boolean' ? Number(left) - Number(right) : other;
    case 'string':
      return typeof right === 'string' ? compareText(left, right) : other;
    default:
      break;
  }
  if (left instanceof Uint) return other;
  if (left instanceof Duration) return right instanceof Duration ? order(left.nanoseconds, right.nanoseconds) : other;
  if (left instanceof Timestamp) return right instanceof Timestamp ? order(left.nanoseconds, right.nanoseconds) : other;
  if (left instanceof Uint8Array) return right instanceof Uint8Array ? Buffer.compare(left, right) : other;
  return null;
}

function order<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, as bytes of UTF-8 sort; code units would put U+FFFD after U+1F600. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    const [low, high] = [left >= 0xd800 && left <= 0xdfff, right >= 0xd800 && right <= 0xdfff];
    if (low !== high) return low ? 1 : -1;
    return order(left, right);
  }
  return order(a.length, b.length);
}
