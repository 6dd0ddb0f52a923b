import type { Event, EventValue } from '../../src/facts/event.ts';
import { findField } from '../../src/formats/falco/fields.ts';

/**
 * Makes filters of the fields of events: every operator their types take, values that are there and such that are
 * not, lists, quotes, `not`, `and`, `or` and parentheses. The same seed makes the same filters.
 */
export function generator(seed: number, fields: readonly string[], events: readonly Event[]): () => string {
  const random = randomOf(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const values = new Map(
    fields.map((field) => {
      const [, name, argument] = /^([^[]*)(?:\[(.*)\])?$/.exec(field)!;
      const held = events.map((event) => event.field(name!, argument)).filter((value) => value !== undefined);
      return [field, [...new Set(held)]] as const;
    }),
  );

  const check = (): string => {
    const field = pick(fields);
    const type = findField(field.replace(/\[.*/, ''))!.type;
    const held = values.get(field)!;
    if (below(12) === 0) return `${field} exists`;
    // sysdig takes only types that it knows, and only whole.
    if (field === 'evt.type') return `${field} ${pick(['=', '!='])} ${textOf(pick(held))}`;
    const value = (): string => {
      if (held.length === 0 || below(8) === 0)
        return type === 'text'
          ? pick(['x', '/nowhere', ''])
          : type === 'boolean'
            ? pick(['true', 'false'])
            : type === 'address'
              ? pick(['127.0.0.1', '10.1.2.3'])
              : String(below(4));
      return textOf(pick(held));
    };
    if (below(5) === 0) {
      const items = Array.from({ length: 1 + below(4) }, value).map(quoted);
      return `${field} in (${items.join(pick([',', ', ']))})`;
    }
    if (type === 'boolean' || type === 'address') return `${field} ${pick(['=', '!='])} ${value()}`;
    if (type !== 'text') return `${field}${pick([' ', ''])}${pick(['=', '!=', '<', '<=', '>', '>='])} ${value()}`;
    const text = value();
    const part = text.slice(below(text.length), 1 + below(text.length + 1)) || text;
    switch (below(7)) {
      case 0:
        return `${field} contains ${quoted(part)}`;
      case 1:
        return `${field} icontains ${quoted(part.toUpperCase())}`;
      case 2:
        return `${field} startswith ${quoted(text.slice(0, 1 + below(text.length)))}`;
      case 3:
        return `${field} endswith ${quoted(text.slice(below(text.length + 1)))}`;
      case 4:
        return `${field} glob ${quoted(text.replace(part, pick(['*', '?', '*?', '[!x]'])))}`;
      case 5:
        return text.startsWith('/')
          ? `${field} pmatch (${quoted(
              text
                .split('/')
                .slice(0, 2 + below(3))
                .join('/') || '/',
            )}, /nowhere)`
          : `${field}${pick(['=', '!='])}${quoted(text)}`;
      default:
        return `${field} ${pick(['=', '!='])} ${quoted(text)}`;
    }
  };
  const filter = (depth: number): string => {
    const kind = depth === 0 ? 0 : below(5);
    if (kind <= 1) return check();
    if (kind === 2) return below(2) === 0 ? `not (${filter(depth - 1)})` : `not ${check()}`;
    const word = kind === 3 ? 'and' : 'or';
    return Array.from({ length: 2 + below(2) }, () => `(${filter(depth - 1)})`).join(` ${word} `);
  };
  return () => filter(3);
}

function textOf(value: EventValue): string {
  return String(value);
}

function quoted(text: string): string {
  if (text !== '' && /^[\w./-]+$/.test(text)) return text;
  return text.includes('"') ? `'${text.replaceAll('\\', '\\\\')}'` : `"${text.replaceAll('\\', '\\\\')}"`;
}

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
