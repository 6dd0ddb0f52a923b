import fc from 'fast-check';

/** Data as it is written: objects, lists, and scalars by their text. */
export type Written = string | number | boolean | null | readonly Written[] | { readonly [key: string]: Written };

type Chance = fc.GeneratorValue;

/**
 * Writes data as people and tools write YAML: comments with a number of their own, odd indentation,
 * lists with and without, quotes, block scalars, flow style, anchors, blank lines.
 */
export class OddWriter {
  readonly #chance: Chance;
  /** Names of the anchors that were set, for aliases elsewhere. */
  readonly anchors: string[] = [];
  #comments = 0;
  #anchorNames: Iterator<number>;

  constructor(chance: Chance, names: Iterator<number>) {
    this.#chance = chance;
    this.#anchorNames = names;
  }

  document(entries: Readonly<Record<string, Written>>): string[] {
    return this.#map(entries, 0);
  }

  #one(of: number): boolean {
    return this.#chance(fc.integer, { min: 1, max: of }) === 1;
  }
  #number(min: number, max: number): number {
    return this.#chance(fc.integer, { min, max });
  }
  #comment(): string {
    const odd = ['', ' "quoted', " it's: a", ' - x', ' {', ' &a *b', ' privileged: true', '   ü'];
    return `# ${this.#comments++}${odd[this.#number(0, odd.length - 1)]}`;
  }
  #between(column: number): string[] {
    const lines: string[] = [];
    if (this.#one(9)) lines.push('');
    if (this.#one(7)) lines.push(' '.repeat(this.#one(3) ? this.#number(0, 8) : column) + this.#comment());
    return lines;
  }
  #tail(): string {
    return this.#one(6) ? `${' '.repeat(this.#number(1, 4))}${this.#comment()}` : this.#one(12) ? '  ' : '';
  }

  #map(entries: Readonly<Record<string, Written>>, column: number): string[] {
    const indent = ' '.repeat(column);
    return Object.entries(entries).flatMap(([key, value]) => {
      const before = this.#between(column);
      const [first, ...rest] = this.#entry(this.#key(key), value, column);
      return [...before, indent + first, ...rest];
    });
  }
  #key(key: string): string {
    if (key === '<<') return key;
    return this.#one(15) ? JSON.stringify(key) : this.#one(15) ? `'${key}'` : key;
  }
  /** Lines of one entry, the first without its indentation. */
  #entry(key: string, value: Written, column: number): string[] {
    const gap = ' '.repeat(this.#one(8) ? this.#number(2, 4) : 1);
    if (value === null) return [`${key}:${this.#one(2) ? '' : this.#one(2) ? ' null' : ' ~'}${this.#tail()}`];
    if (typeof value !== 'object') return this.#scalar(`${key}:${gap}`, value, column);
    const isEmpty = Object.keys(value).length === 0;
    const anchor = !isEmpty && this.#one(14) ? this.#anchor() : '';
    const isFlow = isEmpty || this.#one(Array.isArray(value) && typeof value[0] !== 'object' ? 2 : 6);
    if (isFlow && !hasAlias(value)) return [`${key}:${gap}${anchor}${this.#flow(value)}${this.#tail()}`];
    const head = `${key}:${anchor === '' ? '' : ` ${anchor.trim()}`}${this.#tail()}`;
    if (Array.isArray(value)) {
      return [head, ...this.#list(value as readonly Written[], column + (this.#one(2) ? 0 : this.#number(1, 4)))];
    }
    return [head, ...this.#map(value as Readonly<Record<string, Written>>, column + this.#number(1, 5))];
  }
  #anchor(): string {
    const name = `a${this.#anchorNames.next().value as number}`;
    this.anchors.push(name);
    return `&${name} `;
  }
  #scalar(head: string, value: string | number | boolean, column: number): string[] {
    if (typeof value === 'string' && value.startsWith('*')) return [`${head}${value}${this.#tail()}`];
    if (typeof value === 'string' && value.includes('\n')) {
      const indent = ' '.repeat(column + this.#number(1, 4));
      const lines = value.split('\n').map((line) => (line === '' ? '' : indent + line));
      const style = ['|', '|-', '|+', '>', '>-'][this.#number(0, 4)]!;
      return [`${head}${style}`, ...lines, ...(this.#one(3) ? [''] : [])];
    }
    return [`${head}${this.#word(value)}${this.#tail()}`];
  }
  #word(value: string | number | boolean): string {
    if (typeof value === 'boolean' && this.#one(4)) return value ? 'yes' : 'off';
    if (typeof value !== 'string') return String(value);
    const mustQuote = !/^[a-z][\w./-]*$/i.test(value) || /^(y|n|yes|no|on|off|true|false|null)$/i.test(value);
    return mustQuote || this.#one(5)
      ? this.#one(2)
        ? JSON.stringify(value)
        : `'${value.replaceAll("'", "''")}'`
      : value;
  }
  #list(items: readonly Written[], column: number): string[] {
    const indent = ' '.repeat(column);
    const gap = ' '.repeat(this.#one(5) ? this.#number(2, 4) : 1);
    return items.flatMap((item) => {
      const before = this.#between(column);
      if (item === null || typeof item !== 'object')
        return [...before, ...this.#scalar(`${indent}-${gap}`, item ?? '~', column)];
      if (Array.isArray(item)) return [...before, `${indent}-${gap}${this.#flow(item)}`];
      if (this.#one(8) && !hasAlias(item)) return [...before, `${indent}-${gap}${this.#flow(item)}${this.#tail()}`];
      if (this.#one(10)) {
        const own = column + this.#number(1, 4);
        return [
          ...before,
          `${indent}- ${this.#one(2) ? this.#anchor().trim() : this.#comment()}`,
          ...this.#map(item as never, own),
        ];
      }
      const [[firstKey, firstValue], ...rest] = Object.entries(item) as [[string, Written], ...[string, Written][]];
      const inner = column + 1 + gap.length;
      const [first, ...more] = this.#entry(this.#key(firstKey), firstValue, inner);
      return [...before, `${indent}-${gap}${first}`, ...more, ...this.#map(Object.fromEntries(rest), inner)];
    });
  }
  #flow(value: Written): string {
    const space = this.#one(2) ? ' ' : '';
    const comma = `,${this.#one(4) ? '' : ' '}`;
    if (Array.isArray(value)) {
      const items = (value as readonly Written[]).map((item) => this.#flow(item));
      return items.length === 0 ? '[]' : `[${space}${items.join(comma)}${this.#one(9) ? ',' : ''}${space}]`;
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(([key, held]) => `${this.#key(key)}: ${this.#flow(held)}`);
      return entries.length === 0 ? '{}' : `{${space}${entries.join(comma)}${space}}`;
    }
    return value === null ? 'null' : this.#word(value);
  }
}

function hasAlias(value: Written): boolean {
  if (typeof value === 'string') return value.startsWith('*') || value.includes('\n');
  return (
    typeof value === 'object' && value !== null && (Object.hasOwn(value, '<<') || Object.values(value).some(hasAlias))
  );
}

/** Comments in order, by their numbers: none may be lost, doubled or moved past another. */
export function commentsOf(text: string): string[] {
  return [...text.matchAll(/# \d+/g)].map(([comment]) => comment);
}
