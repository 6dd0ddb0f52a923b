/** What a variable holds and where that comes from: `the environment`, `.env:3`. */
export interface Variable {
  readonly value: string;
  readonly from: string;
}
/** Undefined when the variable is not set. */
export type Lookup = (name: string) => Variable | undefined;

export interface Interpolated {
  readonly text: string;
  /** Why the text is not what it would be at run time; empty when it is. */
  readonly problems: readonly string[];
  /** For people: `TAG from .env:3`, `TAG is not set: its default is taken`. */
  readonly notes: readonly string[];
  /** Origins (`Variable.from`) of the variables whose values stand in the text. */
  readonly origins: readonly string[];
}

/** `${a:-${b:-…}}` nested deeper is not read; it would be recursion without bound. */
const maxDepth = 50;
const namePattern = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * Variables of the Compose specification (12-interpolation): `$VAR`, `${VAR}`, `${VAR:-default}`,
 * `${VAR-default}`, `${VAR:?error}`, `${VAR?error}`, `${VAR:+replacement}`, `${VAR+replacement}`,
 * `$$` for a dollar. Defaults, errors and replacements may hold variables; only the one that is
 * taken is evaluated. Compose puts an empty text for an unset variable without default and goes
 * on with a warning; here it is a problem, since nobody can mean it.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes('$')) return { text, problems: [], notes: [], origins: [] };
  const reader = new Reader(text, lookup);
  const result = reader.until(null, true, 0);
  return { text: result, problems: reader.problems, notes: reader.notes, origins: reader.origins };
}

class Reader {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly origins: string[] = [];
  readonly #text: string;
  readonly #lookup: Lookup;
  #at = 0;

  constructor(text: string, lookup: Lookup) {
    this.#text = text;
    this.#lookup = lookup;
  }

  /** Reads up to the end, or up to the brace that closes (`end`), which stays unread. */
  until(end: '}' | null, evaluate: boolean, depth: number): string {
    const parts: string[] = [];
    const text = this.#text;
    let open = 0;
    let start = this.#at;
    while (this.#at < text.length) {
      const char = text[this.#at]!;
      if (char === '$') {
        if (evaluate) parts.push(text.slice(start, this.#at));
        const value = this.#variable(evaluate, depth);
        if (evaluate) parts.push(value);
        start = this.#at;
        continue;
      }
      // A default may be JSON: its braces are balanced before the one that closes the variable.
      if (end !== null && char === '{') open++;
      if (end !== null && char === '}' && open-- === 0) break;
      this.#at++;
    }
    if (evaluate) parts.push(text.slice(start, this.#at));
    return parts.join('');
  }

  #variable(evaluate: boolean, depth: number): string {
    const text = this.#text;
    const next = text[this.#at + 1];
    if (next === '$') {
      this.#at += 2;
      return '$';
    }
    const braced = next === '{';
    const name = this.#name(this.#at + (braced ? 2 : 1));
    if (!braced) {
      this.#at += 1 + name.length;
      // `$5` is no variable and stays.
      return name === '' ? '$' : this.#value(name, evaluate);
    }
    this.#at += 2 + name.length;
    const operator = /^(?::?[-?+])/.exec(text.slice(this.#at, this.#at + 2))?.[0] ?? '';
    if (name === '' || (operator === '' && text[this.#at] !== '}')) return this.#invalid();
    if (depth >= maxDepth) {
      this.problems.push(`variables are nested deeper than ${maxDepth}`);
      this.#at = text.length;
      return '';
    }
    this.#at += operator.length;
    const value = operator === '' ? this.#value(name, evaluate) : this.#operate(name, operator, evaluate, depth + 1);
    if (text[this.#at] !== '}') return this.#invalid();
    this.#at++;
    return value;
  }

  #operate(name: string, operator: string, evaluate: boolean, depth: number): string {
    const found = this.#lookup(name);
    const given = found !== undefined && (found.value !== '' || !operator.startsWith(':'));
    const sign = operator.at(-1);
    const takesArgument = sign === '+' ? given : !given;
    const argument = this.until('}', evaluate && takesArgument, depth);
    if (!evaluate) return '';
    if (sign === '+') {
      if (given) this.notes.push(`${name} from ${found.from}: its replacement is taken`);
      return given ? argument : (found?.value ?? '');
    }
    if (given) return this.#used(name, found);
    if (sign === '-') {
      this.notes.push(`${name} is ${found === undefined ? 'not set' : 'empty'}: its default is taken`);
      return argument;
    }
    const reason = argument === '' ? '' : `: ${argument}`;
    this.problems.push(`the required variable ${name} is ${found === undefined ? 'not set' : 'empty'}${reason}`);
    return '';
  }

  #value(name: string, evaluate: boolean): string {
    if (!evaluate) return '';
    const found = this.#lookup(name);
    if (found !== undefined) return this.#used(name, found);
    this.problems.push(`the variable ${name} is not set and has no default`);
    return '';
  }

  #used(name: string, { value, from }: Variable): string {
    this.notes.push(`${name} from ${from}`);
    this.origins.push(from);
    return value;
  }

  #name(from: number): string {
    namePattern.lastIndex = from;
    return namePattern.exec(this.#text)?.[0] ?? '';
  }

  /** Compose refuses the file. What follows cannot be told apart, so nothing of it is taken. */
  #invalid(): string {
    if (!this.problems.includes(invalid)) this.problems.push(invalid);
    this.#at = this.#text.length;
    return '';
  }
}

const invalid = 'a variable is malformed; a dollar is written $$';
