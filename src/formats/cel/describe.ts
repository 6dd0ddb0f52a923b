import { printTimestamp } from './time.ts';
import { typeOf } from './runtime-type.ts';
import {
  CelError,
  Duration,
  List,
  Mapping,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  Unknown,
  type Value,
} from './values.ts';
import { spend } from './work.ts';

/** A value as Go prints it with `%v` in the messages of the API server. */
export function describe(value: Value): string {
  spend(1);
  if (typeof value === 'number') return printDouble(value);
  if (value === null) return 'null';
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof List) return `[${value.items.map((item) => describe(item)).join(', ')}]`;
  if (value instanceof Mapping)
    return `{${value
      .entries()
      .map(([key, held]) => `${describe(key)}: ${describe(held)}`)
      .join(', ')}}`;
  if (value instanceof Uint8Array) return `[${[...value].join(' ')}]`;
  if (value instanceof Duration) return printDuration(value);
  if (value instanceof Timestamp) return printTimestamp(value);
  if (value instanceof TypeValue) return value.type.name;
  if (value instanceof Optional)
    return value.value === undefined ? 'optional.none()' : `optional(${describe(value.value)})`;
  if (value instanceof CelError) return value.message;
  return value instanceof Unknown ? 'unknown' : typeOf(value).name;
}

/** Go's `%g`: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e6 on. */
export function printDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) return plainDigits(value);
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const [sign, digits] = [exponent[0]!, exponent.slice(1)];
  return `${mantissa}e${sign}${digits.padStart(2, '0')}`;
}

/** All digits, no exponent: Go's format `f` with precision -1. */
export function plainDigits(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const point = Number(exponent) + 1;
  const plain =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${plain}` : plain;
}

/** Go's way to write a duration for people: `1h2m0.5s`. */
function printDuration({ nanoseconds }: Duration): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000_000_000n) {
    for (const [unit, length] of [
      ['ns', 1n],
      ['µs', 1_000n],
      ['ms', 1_000_000n],
    ] as const)
      if (size < length * 1000n) return `${sign}${decimal(size, length)}${unit}`;
  }
  const hours = size / 3_600_000_000_000n;
  const minutes = (size / 60_000_000_000n) % 60n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  return `${sign}${hours > 0n ? `${hours}h` : ''}${hours > 0n || minutes > 0n ? `${minutes}m` : ''}${seconds}`;
}

/** `amount / unit` in decimal digits; the unit is a power of ten. */
export function decimal(amount: bigint, unit: bigint): string {
  const rest = amount % unit;
  if (rest === 0n) return String(amount / unit);
  return `${amount / unit}.${String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '')}`;
}

/** Go's `%q`: a text in double quotes with everything escaped that does not print. */
export function quote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += quoteCharacter(character);
  return `${quoted}"`;
}

/** How Go and `strings.quote` of CEL write characters that have a letter of their own. */
export const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function quoteCharacter(character: string): string {
  const escape = escapes[character];
  if (escape !== undefined) return escape;
  if (character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
