import { timestamp, uint } from '../arithmetic.ts';
import { decimal, plainDigits, printDouble } from '../describe.ts';
import { overload, type Overload } from '../functions.ts';
import { printTimestamp, readDuration, readTimestamp } from '../time.ts';
import { typeOf } from '../runtime-type.ts';
import { CelError, type Duration, type Timestamp, TypeValue, Uint, Unknown, type Value } from '../values.ts';

const identity = (value: Value): Value => value;
const fromString = (type: string): CelError => new CelError(`type conversion error from 'string' to '${type}'`);
const intOverflow = new CelError('integer overflow');
const uintOverflow = new CelError('unsigned integer overflow');

function readInteger(text: string, pattern: RegExp): bigint | null {
  return pattern.test(text) ? BigInt(text.replace(/^\+/, '')) : null;
}

function stringToInt(text: string): Value {
  const value = readInteger(text, /^[+-]?[0-9]+$/);
  return value === null || value !== BigInt.asIntN(64, value) ? fromString('int') : value;
}

function stringToUint(text: string): Value {
  const value = readInteger(text, /^[0-9]+$/);
  return value === null || value !== BigInt.asUintN(64, value) ? fromString('uint') : new Uint(value);
}

/** What Go's `strconv.ParseFloat` reads, but for hexadecimal fractions, which stay unknown. */
function stringToDouble(text: string): Value {
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(text)) return /^[+-]/.test(text) ? fromString('double') : NaN;
  if (/^[+-]?0x/i.test(text)) return new Unknown([`hexadecimal number ${JSON.stringify(text)} is not read`]);
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text)) return fromString('double');
  const value = Number(text);
  return Number.isFinite(value) ? value : fromString('double');
}

function stringToBool(text: string): Value {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : fromString('bool');
}

function doubleToInt(value: number): Value {
  if (Number.isNaN(value) || value <= -(2 ** 63) || value >= 2 ** 63) return intOverflow;
  return BigInt(Math.trunc(value));
}

function doubleToUint(value: number): Value {
  if (Number.isNaN(value) || value < 0 || value >= 2 ** 64) return uintOverflow;
  return uint(BigInt(Math.trunc(value)));
}

function bytesToString(bytes: Uint8Array): Value {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** Seconds in decimal: the API server goes by way of a double, so digits beyond 53 bits are lost there. */
export function durationText({ nanoseconds }: Duration): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const exact = decimal(size, 1_000_000_000n);
  const seconds = Number(size / 1_000_000_000n) + Number(size % 1_000_000_000n) / 1e9;
  const shown = exact.length <= 15 ? exact : plainDigits(seconds);
  return `${nanoseconds < 0n ? '-' : ''}${shown}s`;
}

/** `int(…)`, `string(…)` and the others (cel-go, common/stdlib). */
export const conversions: readonly Overload[] = [
  overload('type', 'type(A) type(A)', (value: Value): Value => new TypeValue(typeOf(value)), false),
  overload('to_dyn', 'dyn(A) dyn', identity, false),
  overload('bool_to_bool', 'bool(bool) bool', identity),
  overload('string_to_bool', 'bool(string) bool', stringToBool),
  overload('bytes_to_bytes', 'bytes(bytes) bytes', identity),
  overload('string_to_bytes', 'bytes(string) bytes', (text: string): Value => new TextEncoder().encode(text)),
  overload('double_to_double', 'double(double) double', identity),
  overload('int64_to_double', 'double(int) double', (value: bigint): Value => Number(value)),
  overload('string_to_double', 'double(string) double', stringToDouble),
  overload('uint64_to_double', 'double(uint) double', ({ value }: Uint): Value => Number(value)),
  overload('duration_to_duration', 'duration(duration) duration', identity),
  overload(
    'string_to_duration',
    'duration(string) duration',
    (text: string): Value => readDuration(text) ?? fromString('google.protobuf.Duration'),
  ),
  overload('int64_to_int64', 'int(int) int', identity),
  overload('double_to_int64', 'int(double) int', doubleToInt),
  overload('duration_to_int64', 'int(duration) int', ({ nanoseconds }: Duration): Value => nanoseconds),
  overload('string_to_int64', 'int(string) int', stringToInt),
  overload('timestamp_to_int64', 'int(timestamp) int', ({ nanoseconds }: Timestamp): Value => {
    const seconds = nanoseconds / 1_000_000_000n;
    return nanoseconds < 0n && seconds * 1_000_000_000n !== nanoseconds ? seconds - 1n : seconds;
  }),
  overload('uint64_to_int64', 'int(uint) int', ({ value }: Uint): Value =>
    value > 2n ** 63n - 1n ? intOverflow : value,
  ),
  overload('string_to_string', 'string(string) string', identity),
  overload('bool_to_string', 'string(bool) string', (value: boolean): Value => String(value)),
  overload('bytes_to_string', 'string(bytes) string', bytesToString),
  overload('double_to_string', 'string(double) string', (value: number): Value => printDouble(value)),
  overload('duration_to_string', 'string(duration) string', durationText),
  overload('int64_to_string', 'string(int) string', (value: bigint): Value => String(value)),
  overload('timestamp_to_string', 'string(timestamp) string', (value: Timestamp): Value => printTimestamp(value)),
  overload('uint64_to_string', 'string(uint) string', ({ value }: Uint): Value => String(value)),
  overload('timestamp_to_timestamp', 'timestamp(timestamp) timestamp', identity),
  overload('int64_to_timestamp', 'timestamp(int) timestamp', (seconds: bigint): Value =>
    timestamp(seconds * 1_000_000_000n),
  ),
  overload(
    'string_to_timestamp',
    'timestamp(string) timestamp',
    (text: string): Value => readTimestamp(text) ?? fromString('google.protobuf.Timestamp'),
  ),
  overload('uint64_to_uint64', 'uint(uint) uint', identity),
  overload('double_to_uint64', 'uint(double) uint', doubleToUint),
  overload('int64_to_uint64', 'uint(int) uint', (value: bigint): Value =>
    value < 0n ? uintOverflow : new Uint(value),
  ),
  overload('string_to_uint64', 'uint(string) uint', stringToUint),
];
