import { describe, quote } from '../describe.ts';
import { typeOf } from '../runtime-type.ts';
import { printTimestamp } from '../time.ts';
import { CelError, Duration, List, Mapping, Timestamp, TypeValue, Uint, Unknown, type Value } from '../values.ts';
import { durationText } from './conversions.ts';
import { printDouble } from '../describe.ts';
import { maxLength, spend, TooLarge } from '../work.ts';

const defaultPrecision = 6;
/** `toFixed` and `toExponential` give no more digits. */
const maxPrecision = 100;

/** One clause of a format: `%.2f` is `{ verb: 'f', precision: 2 }`. */
export interface Clause {
  readonly verb: string;
  readonly precision: number | null;
}

export class FormatFault extends Error {}

/**
 * Splits a format into its texts and clauses, calling `take` for each clause in order (which throws a
 * `FormatFault` where there is no argument left).
 */
export function readFormat(
  format: string,
  take: (clause: Clause, index: number) => string,
  argumentCount: number,
): string {
  let made = '';
  let next = 0;
  for (let at = 0; at < format.length;) {
    if (format[at] !== '%') {
      const end = format.indexOf('%', at);
      made += format.slice(at, end === -1 ? undefined : end);
      at = end === -1 ? format.length : end;
      continue;
    }
    if (format[at + 1] === '%') {
      made += '%';
      at += 2;
      continue;
    }
    if (next >= argumentCount) throw new FormatFault(`index ${next} out of range`);
    if (at + 1 >= format.length) throw new FormatFault('unexpected end of string');
    const [whole, clause] = readClause(format, at);
    made += take(clause, next++);
    if (made.length > maxLength) throw new TooLarge(`a text of more than ${maxLength} characters`);
    at += whole;
  }
  return made;
}

function readClause(format: string, at: number): [number, Clause] {
  const unread = (message: string): FormatFault => new FormatFault(`could not parse formatting clause: ${message}`);
  const inPrecision = (message: string): FormatFault => unread(`error while parsing precision: ${message}`);
  let index = at + 1;
  let precision: number | null = null;
  if (format[index] === '.') {
    const [digits] = /^[0-9]*/.exec(format.slice(index + 1))!;
    index += 1 + digits.length;
    if (index >= format.length) throw inPrecision('could not find end of precision specifier');
    if (digits === '')
      throw inPrecision('error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax');
    precision = Number(digits);
  }
  const verb = format[index]!;
  if (!'sdfebxXo'.includes(verb)) throw unread(`unrecognized formatting clause "${verb}"`);
  return [index + 1 - at, { verb, precision }];
}

/** What a clause demands, in the words of its message. */
export function formatMessage(verb: string, type: string): string {
  switch (verb) {
    case 'd':
      return `decimal clause can only be used on integers, was given ${type}`;
    case 'f':
      return `fixed-point clause can only be used on doubles, was given ${type}`;
    case 'e':
      return `scientific clause can only be used on doubles, was given ${type}`;
    case 'b':
      return `only integers and bools can be formatted as binary, was given ${type}`;
    case 'o':
      return `octal clause can only be used on integers, was given ${type}`;
    case 's':
      return `string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${type}`;
    default:
      return `only integers, byte buffers, and strings can be formatted as hex, was given ${type}`;
  }
}

/** `text.format([…])` of cel-go's ext/formatting.go before its version 4, which the API server uses. */
export function formatString(format: string, given: List): Value {
  const unknown = given.items.find((item) => item instanceof Unknown);
  if (unknown !== undefined) return unknown;
  try {
    return readFormat(format, (clause, index) => formatValue(clause, given.items[index]!), given.size);
  } catch (error) {
    if (error instanceof FormatFault) return new CelError(error.message);
    if (error instanceof UnknownFormat) return new Unknown([error.message]);
    throw error;
  }
}

class UnknownFormat extends Error {}

function formatValue({ verb, precision }: Clause, value: Value): string {
  const misfit = (): FormatFault =>
    new FormatFault(`error during formatting: ${formatMessage(verb, typeOf(value).name)}`);
  const integer = typeof value === 'bigint' ? value : value instanceof Uint ? value.value : null;
  switch (verb) {
    case 's':
      return text(value, misfit);
    case 'd':
      if (integer === null) throw misfit();
      return String(integer);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (integer === null) throw misfit();
      return integer.toString(2);
    case 'o':
      if (integer === null) throw misfit();
      return integer.toString(8);
    case 'x':
    case 'X': {
      const hex = hexadecimal(value, integer);
      if (hex === null) throw misfit();
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      return fractional(verb, precision ?? defaultPrecision, value, misfit);
  }
}

function hexadecimal(value: Value, integer: bigint | null): string | null {
  if (integer !== null) return integer.toString(16);
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : null;
}

/** Printed in American English: digits in groups, a scientific number as `1.5 × 10⁰³`. */
function fractional(verb: string, precision: number, value: Value, misfit: () => FormatFault): string {
  const exceptions: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
  const number = typeof value === 'string' ? exceptions[value] : value;
  if (typeof number !== 'number') throw misfit();
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '-∞';
  if (precision > maxPrecision) throw new UnknownFormat(`more than ${maxPrecision} digits are not written`);
  if (verb === 'f') return fixed(number, precision);
  // The server hands the precision on as width: there are always six digits.
  const [mantissa, exponent] = number.toExponential(defaultPrecision).split('e') as [string, string];
  const digits = exponent
    .slice(1)
    .padStart(2, '0')
    .replace(/[0-9]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
  return `${mantissa}×10${exponent.startsWith('-') ? '⁻' : ''}${digits}`.padStart(precision);
}

function fixed(number: number, precision: number): string {
  const [whole, fraction] = exactFixed(number, precision).split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=([0-9]{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `toFixed` rounds exact halves up and gives up from 1e21 on; Go rounds the exact value half to even. */
function exactFixed(number: number, precision: number): string {
  const negative = number < 0;
  const [digits, scale] = exactDecimal(Math.abs(number));
  let scaled = digits;
  if (scale > precision) {
    const unit = 10n ** BigInt(scale - precision);
    scaled = digits / unit;
    const rest = (digits % unit) * 2n;
    if (rest > unit || (rest === unit && scaled % 2n === 1n)) scaled++;
  } else scaled = digits * 10n ** BigInt(precision - scale);
  const text = String(scaled).padStart(precision + 1, '0');
  const point = text.length - precision;
  const plain = precision === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  return negative ? `-${plain}` : plain;
}

/** A double as the integer and the power of ten that it is exactly. */
function exactDecimal(number: number): [digits: bigint, scale: number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  if (power >= 0) return [mantissa << BigInt(power), 0];
  return [mantissa * 5n ** BigInt(-power), -power];
}

function text(value: Value, misfit: () => FormatFault): string {
  if (value instanceof List) return listText(value);
  if (value instanceof Mapping && value.typeName === 'map') return mapText(value);
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return printDouble(value);
    default:
      break;
  }
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof Timestamp) return printTimestamp(value);
  if (value instanceof TypeValue) return value.type.name;
  throw misfit();
}

function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const message = 'invalid UTF-8 in bytes, cannot convert to string';
    throw new FormatFault(`error during formatting: could not convert argument ${quote(message)} to string`);
  }
}

/** A member of a list or map: texts in quotes, times as the calls that make them. */
function memberText(value: Value): string {
  spend(typeof value === 'string' ? 1 + value.length : 1);
  const unformattable = (): FormatFault =>
    new FormatFault(`error during formatting: no formatting function for ${typeOf(value).name}`);
  if (value instanceof Unknown) throw new UnknownFormat(value.why.join('; '));
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return doubleMember(value);
  if (value instanceof Uint8Array) return `b${quote(bytesText(value))}`;
  if (value instanceof Timestamp) return `timestamp(${quote(printTimestamp(value))})`;
  if (value instanceof Duration) return `duration(${quote(durationText(value))})`;
  return text(value, unformattable);
}

function doubleMember(value: number): string {
  if (Number.isFinite(value)) return exactFixed(value, defaultPrecision);
  return quote(describe(value));
}

function listText(list: List): string {
  return `[${list.items.map((item) => memberText(item)).join(', ')}]`;
}

function mapText(map: Mapping): string {
  if (map.more !== null) throw new UnknownFormat(map.more.why.join('; '));
  const pairs = map.entries().map(([key, value]): [string, string] => {
    if (typeof key === 'number' || (typeof key === 'object' && !(key instanceof Uint)))
      throw new FormatFault(`error during formatting: no formatting function for map key of type ${typeOf(key).name}`);
    return [memberText(key), memberText(value)];
  });
  pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${pairs.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
}
