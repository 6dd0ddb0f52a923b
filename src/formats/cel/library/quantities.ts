import { overload, type Overload } from '../functions.ts';
import { quantityType } from '../types.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';
import { TooLarge } from '../work.ts';

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const fits = (value: bigint): boolean => value >= minInt && value <= maxInt;

/**
 * A quantity of Kubernetes, `value` times ten to the power of `scale`
 * (k8s.io/apimachinery/pkg/api/resource). What does not fit into 64 bits is kept otherwise there and is
 * no integer any more, even where it is whole: `big` says so.
 */
export class Quantity extends Opaque {
  readonly type = quantityType;
  readonly value: bigint;
  readonly scale: number;
  readonly big: boolean;
  /** A sum is held by reference, which the server's comparison takes for another type. */
  readonly computed: boolean;
  constructor(value: bigint, scale: number, big: boolean, computed = false) {
    super();
    this.value = value;
    this.scale = scale;
    this.big = big;
    this.computed = computed;
  }
  equals(other: Value): boolean | CelError {
    return other instanceof Quantity && !other.computed ? compareQuantities(this, other) === 0 : noSuchOverload;
  }
  /** Null when the server does not hold it as an integer. */
  integer(): bigint | null {
    if (this.big || this.scale < 0) return null;
    if (this.scale === 0) return this.value;
    if (this.value === 0n) return 0n;
    if (this.scale > 18) return null;
    const whole = this.value * 10n ** BigInt(this.scale);
    return fits(whole) ? whole : null;
  }
}

/** Digits of a number without its sign. */
const digits = (value: bigint): number => String(value < 0n ? -value : value).length;

export function compareQuantities(a: Quantity, b: Quantity): number {
  const [left, right] = [sign(a.value), sign(b.value)];
  if (left !== right || left === 0) return Math.sign(left - right);
  // By magnitude first: `1e1000000000` must not be written out to be compared.
  const magnitude = digits(a.value) + a.scale - (digits(b.value) + b.scale);
  if (magnitude !== 0) return Math.sign(magnitude) * left;
  const scale = Math.min(a.scale, b.scale);
  const [x, y] = [a.value * 10n ** BigInt(a.scale - scale), b.value * 10n ** BigInt(b.scale - scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function sign(value: bigint): number {
  return value === 0n ? 0 : value > 0n ? 1 : -1;
}

const formatWrong = new CelError(
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
);
const numericWrong = new CelError('unable to parse numeric part of quantity');
const suffixWrong = new CelError("unable to parse quantity's suffix");

const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const nano = -9;
const maxKept = 18;
/** Powers of ten that are written out. */
const maxWritten = 10_000;

export function readQuantity(text: string): Quantity | CelError {
  if (text === '') return formatWrong;
  const [, signText, zeros, number, point, fraction, letters, exponentText] =
    /^([+-]?)(0*)([0-9]*)(\.?)([0-9]*)([eEinumkKMGTP]*)([-+]?[0-9]*)$/.exec(text) ?? [];
  if (number === undefined) return formatWrong;
  // The fraction is read before the suffix, so a text that ends in it has none.
  const whole = number === '' ? '0' : number;
  const suffix = letters! + exponentText!;
  const negative = signText === '-';
  const scaleOf = suffixScale(suffix);
  if (scaleOf === null) return suffixWrong;
  const { power, two } = scaleOf;
  const size = whole.length + fraction!.length;
  const precision = !two ? maxKept - size : fraction === '' ? 15 - whole.length - Math.trunc((power * 3) / 10) - 1 : -1;
  if (precision >= 0) {
    const scale = (two ? 0 : power) - fraction!.length;
    const value = BigInt(whole + fraction!) * (two ? 2n ** BigInt(power) : 1n);
    if (scale >= nano && fits(value)) return new Quantity(negative ? -value : value, scale, false);
  }
  if (zeros === '' && number === '' && (fraction === '' || point === '')) return numericWrong;
  return bigQuantity(BigInt(whole + fraction!), fraction!.length, power, two, negative);
}

function suffixScale(suffix: string): { readonly power: number; readonly two: boolean } | null {
  if (Object.hasOwn(decimal, suffix)) return { power: decimal[suffix]!, two: false };
  if (Object.hasOwn(binary, suffix)) return { power: binary[suffix]!, two: true };
  const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined) return null;
  const parsed = BigInt(exponent.replace(/^\+/, ''));
  return fits(parsed) ? { power: Number(BigInt.asIntN(32, parsed)), two: false } : null;
}

/** Digits below a billionth are rounded away from zero; powers of two stop at the largest 64-bit integer. */
function bigQuantity(digitsRead: bigint, fraction: number, power: number, two: boolean, negative: boolean): Quantity {
  let value = digitsRead * (two ? 2n ** BigInt(power) : 1n);
  let scale = (two ? 0 : power) - fraction;
  if (value !== 0n && scale < nano) {
    if (nano - scale > maxWritten) [value, scale] = [1n, nano];
    else {
      const unit = 10n ** BigInt(nano - scale);
      value = value / unit + (value % unit === 0n ? 0n : 1n);
      scale = nano;
    }
  }
  if (two && compareQuantities(new Quantity(value, scale, true), new Quantity(maxInt, 0, true)) > 0)
    [value, scale] = [maxInt, 0];
  return new Quantity(negative ? -value : value, scale, true);
}

function sum(a: Quantity, b: Quantity, factor: 1n | -1n): Quantity {
  const other = b.value * factor;
  if (!a.big && !b.big) {
    if (other === 0n) return new Quantity(a.value, a.scale, false, true);
    if (a.value === 0n && fits(other)) return new Quantity(other, b.scale, false, true);
  }
  const scale = Math.min(a.scale, b.scale);
  if (Math.max(a.scale, b.scale) - scale > maxWritten)
    throw new TooLarge(`a quantity of more than ${maxWritten} digits`);
  const [x, y] = [a.value * 10n ** BigInt(a.scale - scale), other * 10n ** BigInt(b.scale - scale)];
  const small = !a.big && !b.big && fits(x) && fits(y) && fits(x + y) && fits(other);
  return new Quantity(x + y, scale, !small, true);
}

function approximate({ value, scale }: Quantity): number {
  const base = Number(value);
  return scale === 0 ? base : base * Number(`1e${scale}`);
}

const whole = (value: bigint): Quantity => new Quantity(value, 0, false);

/** `quantity` of Kubernetes (k8s.io/apiserver/pkg/cel/library/quantity.go). */
export const quantities: readonly Overload[] = [
  overload('string_to_quantity', 'quantity(string) Quantity', readQuantity),
  overload(
    'is_quantity_string',
    'isQuantity(string) bool',
    (text: string): Value => readQuantity(text) instanceof Quantity,
  ),
  overload('quantity_sign', 'sign(Quantity) int', ({ value }: Quantity): Value => BigInt(sign(value))),
  overload(
    'quantity_is_greater_than',
    'Quantity::isGreaterThan(Quantity) bool',
    (a: Quantity, b: Quantity): Value => compareQuantities(a, b) > 0,
  ),
  overload(
    'quantity_is_less_than',
    'Quantity::isLessThan(Quantity) bool',
    (a: Quantity, b: Quantity): Value => compareQuantities(a, b) < 0,
  ),
  overload('quantity_compare_to', 'Quantity::compareTo(Quantity) int', (a: Quantity, b: Quantity): Value =>
    BigInt(compareQuantities(a, b)),
  ),
  overload('quantity_get_float', 'Quantity::asApproximateFloat() double', approximate),
  overload(
    'quantity_get_int',
    'Quantity::asInteger() int',
    (quantity: Quantity): Value => quantity.integer() ?? new CelError('cannot convert value to integer'),
  ),
  overload(
    'quantity_is_integer',
    'Quantity::isInteger() bool',
    (quantity: Quantity): Value => quantity.integer() !== null,
  ),
  overload('quantity_add', 'Quantity::add(Quantity) Quantity', (a: Quantity, b: Quantity): Value => sum(a, b, 1n)),
  overload('quantity_add_int', 'Quantity::add(int) Quantity', (a: Quantity, b: bigint): Value => sum(a, whole(b), 1n)),
  overload('quantity_sub', 'Quantity::sub(Quantity) Quantity', (a: Quantity, b: Quantity): Value => sum(a, b, -1n)),
  overload('quantity_sub_int', 'Quantity::sub(int) Quantity', (a: Quantity, b: bigint): Value => sum(a, whole(b), -1n)),
];
