import type { EventValue } from '../../facts/event.ts';
import { isMap, textOf, type Json } from '../../formats/json/json-map.ts';

export { isMap, textOf, type Json };

/**
 * JSON with whole numbers kept whole: those that a double cannot hold become bigint (times in nanoseconds).
 * Throws as JSON.parse does, and RangeError when it is nested too deeply.
 */
export function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d{1,20}$/.test(source)
      ? BigInt(source)
      : value,
  );
}

export function mapOf(value: unknown): Json {
  return isMap(value) ? value : {};
}

/** What stands under these keys, own ones only: `__proto__` and `constructor` are keys like others. */
export function under(value: unknown, ...keys: readonly string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (!isMap(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A whole number, also as digits or in the `{ "value": 1 }` that protocol buffers write around numbers. */
export function wholeOf(value: unknown): number | undefined {
  const inner = isMap(value) ? value['value'] : value;
  const number = typeof inner === 'string' && /^-?\d{1,16}$/.test(inner) ? Number(inner) : inner;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A scalar as it is; null, maps and lists are none. */
export function scalarOf(value: unknown): string | number | bigint | boolean | undefined {
  const known = typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean';
  return known || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}

/** Text of any value, as fields of Kubernetes audit are texts: texts as they are, null as absent, the rest as JSON. */
export function jsonText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  try {
    return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? raw(inner) : inner));
  } catch {
    // Nested deeper than the stack: a rule that asks for it gets no value.
    return undefined;
  }
}

/** RFC 6901; undefined when nothing stands there or the pointer is none. */
export function atPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value;
  if (!pointer.startsWith('/')) return undefined;
  let here = value;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here)) here = /^(?:0|[1-9]\d{0,8})$/.test(key) ? (here as unknown[])[Number(key)] : undefined;
    else here = under(here, key);
    if (here === undefined) return undefined;
  }
  return here;
}

/** `jevt.value[/pointer]`, `jevt.obj`, `jevt.rawtime`, and the same by their other name `json.*`, over any JSON event. */
export const jsonFields: readonly string[] = ['jevt', 'json'].flatMap((start) => [
  `${start}.value`,
  `${start}.obj`,
  `${start}.rawtime`,
]);

export function jsonField(
  document: unknown,
  time: bigint,
  name: string,
  argument: string | undefined,
): EventValue | undefined {
  switch (name) {
    case 'jevt.value':
    case 'json.value':
      return argument === undefined ? undefined : jsonText(atPointer(document, argument));
    case 'jevt.obj':
    case 'json.obj':
      return jsonText(document);
    case 'jevt.rawtime':
    case 'json.rawtime':
      return String(time);
    default:
      return undefined;
  }
}

function raw(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));
}
