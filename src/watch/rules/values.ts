import type { EventValue } from '../../facts/event.ts';

export type Scalar = Exclude<EventValue, readonly (string | number | bigint)[]>;

/** The values of a field one by one. */
export function scalarsOf(value: EventValue): readonly Scalar[] {
  return isList(value) ? value : [value];
}

export function isList(value: EventValue): value is readonly (string | number | bigint)[] {
  return Array.isArray(value);
}

/** A value as text: bytes as UTF-8, with a sign for what is none. */
export function textOf(value: Scalar): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

/** A value as bytes, each one character, for comparisons of bytes. */
export function bytesOf(value: Scalar): string {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(textOf(value), 'utf8');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

const numeric = /^[+-]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?)$/;

/** A value as a number, exact above 2^53; undefined for what is none. */
export function numberOf(value: Scalar): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'string' || value.length > 64 || !numeric.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) || !/^[+]?(?:\d+|0[xX][0-9a-fA-F]+)$/.test(value)
    ? number
    : BigInt(value.replace('+', ''));
}

/** A value as people read it in an output; lists in parentheses. */
export function shown(value: EventValue | undefined): string {
  if (value === undefined) return '<NA>';
  return isList(value) ? `(${value.map(textOf).join(',')})` : textOf(value);
}

/** A value as JSON: bigints as numbers of all their digits, bytes as text, what is missing as null. */
export function jsonOf(value: EventValue | undefined): string {
  if (value === undefined) return 'null';
  if (isList(value)) return `[${value.map(jsonOf).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value instanceof Uint8Array ? textOf(value) : value);
}
