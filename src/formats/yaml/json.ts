import type { Parts } from './positions.ts';
import type { Tree } from './tree.ts';

/**
 * What one text may hold: 1 for each value and 1 more for each object and list, which take some 200
 * bytes with their places. A dump of 100,000 objects holds some three million.
 */
const maxHeld = 4_000_000;
/** Deeper texts are left to the reader of YAML, which has the limit. */
const maxDepth = 150;

const [quote, backslash, comma, colon] = [34, 92, 44, 58];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];

/** Thrown where the text is no JSON, or not such that YAML certainly reads it alike. */
class NoJson extends Error {}
const noJson = new NoJson();

/**
 * Reads a text that is one JSON object or list as `buildTree` does, many times faster and with a
 * fraction of the memory, because no events are made. What is not strictly JSON is left to YAML: so is
 * what YAML might read otherwise (control characters, line separators).
 *
 * @param parts receives the offsets
 * @returns null for what is left to YAML
 */
export function readJsonTree(text: string, parts: Map<object, Parts>): Tree | null {
  const reader = new JsonReader(text, parts);
  try {
    return reader.read();
  } catch (error) {
    if (error !== noJson) throw error;
    parts.clear();
    return null;
  }
}

class JsonReader {
  readonly #text: string;
  readonly #parts: Map<object, Parts>;
  readonly #duplicates: Tree['duplicates'] = [];
  /** Keys of real files are few, and each stands thousands of times. */
  readonly #keys = new Map<string, string>();
  /** Places of the collections that are open, one behind the other: an array that grows takes twice its size. */
  readonly #places: (string | number)[] = [];
  readonly #items: unknown[] = [];
  #at = 0;
  #held = 0;

  constructor(text: string, parts: Map<object, Parts>) {
    this.#text = text;
    this.#parts = parts;
  }

  read(): Tree {
    const first = this.#next();
    if (first !== openBrace && first !== openBracket) throw noJson;
    const start = this.#at;
    const value = this.#value(first, 0);
    if (!Number.isNaN(this.#next())) throw noJson;
    return { value, start, duplicates: this.#duplicates, faults: [] };
  }

  /** The next character that is no white space, where `#at` stands then; NaN at the end. */
  #next(): number {
    const text = this.#text;
    let at = this.#at;
    let code = text.charCodeAt(at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++at);
    this.#at = at;
    return code;
  }

  #value(first: number, depth: number): unknown {
    if (++this.#held > maxHeld) throw noJson;
    switch (first) {
      case quote:
        return this.#string();
      case openBrace:
        return this.#map(depth + 1);
      case openBracket:
        return this.#list(depth + 1);
      case 116:
        return this.#word('true', true);
      case 102:
        return this.#word('false', false);
      case 110:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #map(depth: number): Record<string, unknown> {
    if (depth > maxDepth || ++this.#held > maxHeld) throw noJson;
    const holder: Record<string, unknown> = {};
    const places = this.#places;
    const [start, base] = [this.#at++, places.length];
    let code = this.#next();
    if (code === closeBrace) {
      this.#at++;
      this.#parts.set(holder, { start, isMap: true, places: [] });
      return holder;
    }
    for (;;) {
      if (code !== quote) throw noJson;
      const offset = this.#at;
      const key = this.#key(this.#string());
      if (this.#next() !== colon) throw noJson;
      this.#at++;
      const value = this.#value(this.#next(), depth);
      if (Object.hasOwn(holder, key)) this.#duplicates.push({ key, offset });
      // A key `__proto__` from a file must become a property, not the prototype.
      if (key === '__proto__')
        Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
      else holder[key] = value;
      places.push(key, offset);
      code = this.#next();
      this.#at++;
      if (code === closeBrace) {
        this.#parts.set(holder, { start, isMap: true, places: places.slice(base) });
        places.length = base;
        return holder;
      }
      if (code !== comma) throw noJson;
      code = this.#next();
    }
  }

  #list(depth: number): unknown[] {
    if (depth > maxDepth || ++this.#held > maxHeld) throw noJson;
    const [items, places] = [this.#items, this.#places];
    const [start, base, baseOfItems] = [this.#at++, places.length, items.length];
    let code = this.#next();
    if (code === closeBracket) this.#at++;
    while (code !== closeBracket) {
      places.push(this.#at);
      items.push(this.#value(code, depth));
      code = this.#next();
      this.#at++;
      if (code === closeBracket) break;
      if (code !== comma) throw noJson;
      code = this.#next();
      if (code === closeBracket) throw noJson;
    }
    const holder = items.slice(baseOfItems);
    this.#parts.set(holder, { start, isMap: false, places: places.slice(base) });
    items.length = baseOfItems;
    places.length = base;
    return holder;
  }

  #key(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    if (this.#keys.size < 10_000) this.#keys.set(key, key);
    return key;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let at = start;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) {
        escaped = true;
        at++;
      } else if (!isPlain(code)) throw noJson;
      at++;
    }
    this.#at = at + 1;
    if (!escaped) return text.slice(start, at);
    try {
      return JSON.parse(text.slice(start - 1, at + 1)) as string;
    } catch {
      throw noJson;
    }
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw noJson;
    this.#at += word.length;
    return value;
  }

  #number(): number {
    number.lastIndex = this.#at;
    const [digits] = number.exec(this.#text) ?? [];
    if (digits === undefined) throw noJson;
    this.#at += digits.length;
    return Number(digits);
  }
}

/** RFC 8259 §6. */
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;

/** A character that JSON and YAML both take inside quotes as it is; false for the end of the text. */
function isPlain(code: number): boolean {
  return (
    (code >= 32 && code < 127) ||
    (code >= 160 && code !== 0x2028 && code !== 0x2029 && code < 0xfeff) ||
    (code > 0xfeff && code < 0xfffe)
  );
}
