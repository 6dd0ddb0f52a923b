/** What a variable holds where it is used. */
export type Variable =
  | { readonly state: 'set'; readonly value: string; readonly note?: string }
  /** Declared, but has no value unless the build is given one. */
  | { readonly state: 'unset'; readonly why: string }
  /** Its value cannot be known from the file. */
  | { readonly state: 'unknown'; readonly why: string };

export type Lookup = (name: string) => Variable;

export type Expansion =
  | { readonly value: string; readonly notes: readonly string[] }
  | { readonly value: undefined; readonly why: string };

/** Substitutions within substitutions, and the longest value: `ENV A=$A$A` doubles with each line. */
const maxDepth = 20;
const maxValue = 65_536;

class Stop extends Error {}

/**
 * Puts variables into one word and undoes its quotes and escapes, as the Dockerfile reference says
 * under "Environment replacement": `$X`, `${X}`, `${X:-d}`, `${X-d}`, `${X:+r}`, `${X+r}`, `${X:?e}`,
 * `${X?e}`; `\$` and single quotes keep a dollar sign. Pattern forms (`${X#p}`, `${X/p/r}`) need a
 * value for their result and are not computed.
 *
 * @param quotes false for the bodies and names in which quotes are plain characters
 */
export function expand(word: string, lookup: Lookup, escape: string, quotes = true): Expansion {
  try {
    const reader = new Reader(word, lookup, escape, quotes);
    const value = reader.read('', 0);
    return { value, notes: [...reader.notes] };
  } catch (error) {
    if (error instanceof Stop) return { value: undefined, why: error.message };
    throw error;
  }
}

/** The word without quotes and escapes, its variables kept as they are written. */
export function unquote(word: string, escape: string): string {
  let plain = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!;
    const next = word[at + 1];
    if (character === escape && quote !== "'") {
      if (quote === '"' && next !== undefined && next !== '"' && next !== '$' && next !== escape) plain += character;
      else if (next !== undefined) plain += word[++at]!;
    } else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else plain += character;
  }
  return plain;
}

class Reader {
  readonly notes = new Set<string>();
  readonly #word: string;
  readonly #lookup: Lookup;
  readonly #escape: string;
  readonly #quotes: boolean;
  #at = 0;
  /** Counts `${a:-…}` alternatives that are not taken: nothing in them is looked up. */
  #skipping = 0;

  constructor(word: string, lookup: Lookup, escape: string, quotes: boolean) {
    this.#word = word;
    this.#lookup = lookup;
    this.#escape = escape;
    this.#quotes = quotes;
  }

  /** Reads to the end, or past the closing `stop`. */
  read(stop: string, depth: number): string {
    let value = '';
    while (this.#at < this.#word.length) {
      const character = this.#word[this.#at]!;
      if (character === stop) {
        this.#at++;
        return value;
      }
      if (character === '$') value += this.#dollar(depth);
      else if (this.#quotes && character === "'") value += this.#single();
      else if (this.#quotes && character === '"') value += this.#double(depth);
      else if (character === this.#escape) {
        value += this.#word[this.#at + 1] ?? '';
        this.#at += 2;
      } else {
        value += character;
        this.#at++;
      }
      if (value.length > maxValue) throw new Stop(`a value grows longer than ${maxValue} characters`);
    }
    if (stop !== '') throw new Stop(`a substitution in ${JSON.stringify(shortened(this.#word))} is not closed`);
    return value;
  }

  #single(): string {
    const end = this.#word.indexOf("'", this.#at + 1);
    if (end === -1) throw new Stop('a single quote is not closed');
    const value = this.#word.slice(this.#at + 1, end);
    this.#at = end + 1;
    return value;
  }

  #double(depth: number): string {
    let value = '';
    this.#at++;
    while (this.#at < this.#word.length) {
      const character = this.#word[this.#at]!;
      if (character === '"') {
        this.#at++;
        return value;
      }
      if (character === '$') value += this.#dollar(depth);
      else {
        const next = this.#word[this.#at + 1];
        const escapes = character === this.#escape && (next === '"' || next === '$' || next === this.#escape);
        value += escapes ? next : character;
        this.#at += escapes ? 2 : 1;
      }
      if (value.length > maxValue) throw new Stop(`a value grows longer than ${maxValue} characters`);
    }
    throw new Stop('a double quote is not closed');
  }

  #dollar(depth: number): string {
    this.#at++;
    if (this.#word[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#valueOf(name);
    }
    if (depth === maxDepth) throw new Stop(`substitutions stand deeper than ${maxDepth} within each other`);
    this.#at++;
    const name = this.#name();
    const bad = (): Stop => new Stop(`the substitution in ${JSON.stringify(shortened(this.#word))} is not understood`);
    if (name === '') throw bad();
    let mark = this.#word[this.#at++] ?? '';
    if (mark === '}') return this.#valueOf(name);
    const emptyIsUnset = mark === ':';
    if (emptyIsUnset) mark = this.#word[this.#at++] ?? '';
    if (mark !== '-' && mark !== '+' && mark !== '?') throw bad();
    if (this.#skipping > 0) {
      this.read('}', depth + 1);
      return '';
    }
    return this.#substitute(name, mark, emptyIsUnset, depth);
  }

  #substitute(name: string, mark: '-' | '+' | '?', emptyIsUnset: boolean, depth: number): string {
    const variable = this.#lookup(name);
    if (variable.state === 'unknown') throw new Stop(variable.why);
    const has = variable.state === 'set' && !(emptyIsUnset && variable.value === '');
    const uses = mark === '+' ? has : !has;
    if (!uses) this.#skipping++;
    const word = this.read('}', depth + 1);
    if (!uses) this.#skipping--;
    this.notes.add(variable.state === 'set' ? (variable.note ?? '') : `${variable.why}; taken as not set`);
    if (mark === '+') return has ? word : '';
    if (variable.state === 'set' && has) return variable.value;
    if (mark === '?') throw new Stop(`${name} must be set: ${word === '' ? 'it has no value' : shortened(word)}`);
    return word;
  }

  #valueOf(name: string): string {
    if (this.#skipping > 0) return '';
    const variable = this.#lookup(name);
    if (variable.state !== 'set') throw new Stop(variable.why);
    if (variable.note !== undefined) this.notes.add(variable.note);
    return variable.value;
  }

  #name(): string {
    const match = /^(?:[\p{L}_][\p{L}\p{Nd}_]*|\d+|[@*#?\-$!])/u.exec(this.#word.slice(this.#at, this.#at + 256));
    const name = match?.[0] ?? '';
    this.#at += name.length;
    return name;
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
