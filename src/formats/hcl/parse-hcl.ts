/** An expression of HCL as far as it can be told without running it. */
export type HclExpression =
  | { readonly kind: 'value'; readonly value: unknown; readonly offset: number }
  /** `aws_security_group.web.id`, `var.name`, `local.x`. */
  | { readonly kind: 'reference'; readonly text: string; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[]; readonly offset: number }
  | {
      readonly kind: 'object';
      readonly entries: readonly (readonly [string, HclExpression])[];
      readonly offset: number;
    }
  /** Calls, conditions, templates, `for`: what they refer to is told. */
  | { readonly kind: 'unknown'; readonly references: readonly string[]; readonly offset: number };

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  readonly offset: number;
}

export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclExpression>;
  readonly blocks: readonly HclBlock[];
}

export interface HclRead {
  readonly body: HclBody;
  /** Where reading stopped, and why; null when the whole text was read. */
  readonly fault: { readonly offset: number; readonly because: string } | null;
}

class HclFault extends Error {
  readonly offset: number;
  constructor(offset: number, because: string) {
    super(because);
    this.offset = offset;
  }
}

/** What ends an expression beside a closing bracket: of an attribute the line, of an item a comma, of an entry both. */
type Ends = 'line' | 'item' | 'entry';

/** Blocks and collections within each other. */
const deepest = 60;

/**
 * Reads a file of HCL's native syntax (HCL Native Syntax Specification): blocks, attributes, literals, lists,
 * objects and references. Whatever has to be computed is `unknown`, never a guess. Never throws; what stands
 * before a fault is kept.
 */
export function parseHcl(text: string): HclRead {
  const parser = new Parser(text);
  const [attributes, blocks] = [new Map<string, HclExpression>(), [] as HclBlock[]];
  try {
    parser.body(attributes, blocks, 0);
    return { body: { attributes, blocks }, fault: null };
  } catch (error) {
    if (!(error instanceof HclFault)) throw error;
    return { body: { attributes, blocks }, fault: { offset: error.offset, because: error.message } };
  }
}

const name = /[A-Za-z_][\w-]*/y;
const traversal = /[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|\d+|\*)|\[(?:\d+|\*|"[^"\\]*"|[a-z]+\.[a-z]+)\])*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** References within what is not computed. */
const within = /(?<![\w."])(?:[a-z][a-z0-9]*_[a-z0-9_]+|var|local|module|data|each|count)\.[\w-]+(?:\.[\w-]+)*/g;

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Until the closing brace, or to the end of the text at depth 0. */
  body(attributes: Map<string, HclExpression>, blocks: HclBlock[], depth: number): void {
    if (depth > deepest) this.#fail('blocks lie too deep in each other');
    for (;;) {
      this.#space(true);
      if (this.#at >= this.#text.length) {
        if (depth > 0) this.#fail('ends within a block');
        return;
      }
      if (this.#text[this.#at] === '}' && depth > 0) {
        this.#at += 1;
        return;
      }
      const offset = this.#at;
      const word = this.#match(name) ?? this.#fail('something else than a name begins a line');
      this.#space(false);
      if (this.#text[this.#at] === '=' && this.#text[this.#at + 1] !== '=') {
        this.#at += 1;
        this.#space(false);
        attributes.set(word, this.#expression(depth, 'line'));
        continue;
      }
      const labels: string[] = [];
      while (this.#text[this.#at] !== '{') {
        const label = this.#text[this.#at] === '"' ? this.#string() : this.#match(name);
        if (label === null || typeof label === 'object') this.#fail('a label of a block is no name');
        labels.push(label);
        this.#space(false);
      }
      this.#at += 1;
      const inner = { attributes: new Map<string, HclExpression>(), blocks: [] as HclBlock[] };
      blocks.push({ type: word, labels, body: inner, offset });
      this.body(inner.attributes, inner.blocks, depth + 1);
    }
  }

  #expression(depth: number, ends: Ends): HclExpression {
    if (depth > deepest) this.#fail('collections lie too deep in each other');
    const offset = this.#at;
    const found = this.#primary(depth);
    this.#space(ends === 'item');
    // Whatever goes on has to be computed: an operator, a condition, an index, a call.
    if (found === null || /[^,}\]\n\r]/.test(this.#text[this.#at] ?? ',')) return this.#rest(offset, ends);
    return found;
  }

  #primary(depth: number): HclExpression | null {
    const offset = this.#at;
    switch (this.#text[offset]) {
      case '"': {
        const text = this.#string();
        if (typeof text === 'string') return { kind: 'value', value: text, offset };
        const whole = /^\$\{\s*([\w.-]+(?:\[[^\]]*\])?[\w.-]*)\s*\}$/.exec(text.template)?.[1];
        return whole === undefined
          ? { kind: 'unknown', references: text.template.match(within) ?? [], offset }
          : { kind: 'reference', text: whole, offset };
      }
      case '[':
        return this.#list(depth);
      case '{':
        return this.#object(depth);
      case '<':
        return this.#heredoc();
      default: {
        const digits = this.#match(number);
        if (digits !== null) return { kind: 'value', value: Number(digits), offset };
        const word = this.#match(traversal);
        if (word === null) return null;
        if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true', offset };
        if (word === 'null') return { kind: 'value', value: null, offset };
        return word.includes('.') ? { kind: 'reference', text: word, offset } : null;
      }
    }
  }

  #list(depth: number): HclExpression | null {
    const offset = this.#at;
    this.#at += 1;
    const items: HclExpression[] = [];
    for (;;) {
      this.#space(true);
      if (this.#text[this.#at] === ']') break;
      if (items.length === 0 && /^for\b/.test(this.#text.slice(this.#at, this.#at + 4))) {
        this.#at = offset;
        return null;
      }
      items.push(this.#expression(depth + 1, 'item'));
      this.#space(true);
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#text[this.#at] !== ']') this.#fail('a list does not end');
    }
    this.#at += 1;
    return { kind: 'list', items, offset };
  }

  #object(depth: number): HclExpression | null {
    const offset = this.#at;
    this.#at += 1;
    const entries: [string, HclExpression][] = [];
    for (;;) {
      this.#space(true);
      if (this.#text[this.#at] === '}') break;
      const start = this.#at;
      const quoted = this.#text[start] === '"' ? this.#string() : this.#match(name);
      this.#space(false);
      const sign = this.#text[this.#at];
      // A computed key, or a `for`.
      if (typeof quoted !== 'string' || (sign !== '=' && sign !== ':')) {
        this.#at = offset;
        return null;
      }
      this.#at += 1;
      this.#space(true);
      entries.push([quoted, this.#expression(depth + 1, 'entry')]);
      this.#space(true);
      if (this.#text[this.#at] === ',') this.#at += 1;
    }
    this.#at += 1;
    return { kind: 'object', entries, offset };
  }

  /** A quoted text; one with `${` or `%{` is a template, and is not computed. */
  #string(): string | { readonly template: string } {
    const start = this.#at;
    let [value, isTemplate] = ['', false];
    for (this.#at += 1; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n') this.#fail('a text does not end');
      if (character === '"') break;
      if ((character === '$' || character === '%') && this.#text[this.#at + 1] === '{') {
        if (this.#text[this.#at - 1] !== character) isTemplate = true;
        this.#at += 1;
        this.#balanced('{', '}');
        this.#at -= 1;
        continue;
      }
      if (character === '\\') {
        this.#at += 1;
        const escaped = this.#text[this.#at] ?? '';
        value += { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
      } else value += character;
    }
    this.#at += 1;
    return isTemplate ? { template: this.#text.slice(start + 1, this.#at - 1) } : value;
  }

  #heredoc(): HclExpression | null {
    const offset = this.#at;
    const [begin, word] = /^<<-?([A-Za-z_]\w*)\r?\n/.exec(this.#text.slice(offset, offset + 200)) ?? [];
    if (begin === undefined) return null;
    const end = new RegExp(String.raw`^[ \t]*${word}[ \t\r]*$`, 'm');
    const rest = this.#text.slice(offset + begin.length);
    const found = end.exec(rest);
    if (found === null) this.#fail('a text of several lines does not end');
    const value = rest.slice(0, found.index);
    this.#at = offset + begin.length + found.index + found[0].length;
    return /[$%]\{/.test(value)
      ? { kind: 'unknown', references: value.match(within) ?? [], offset }
      : { kind: 'value', value, offset };
  }

  /** What has to be computed, up to the end of the line or of the item; brackets within are passed over. */
  #rest(offset: number, ends: Ends): HclExpression {
    this.#at = offset;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) break;
      if (ends !== 'item' && character === '\n') break;
      if (/[\]})]/.test(character) || (ends !== 'line' && character === ',')) break;
      if (character === '"') this.#string();
      else if (character === '(') this.#balanced('(', ')');
      else if (character === '[') this.#balanced('[', ']');
      else if (character === '{') this.#balanced('{', '}');
      else if (character === '#' || (character === '/' && /[/*]/.test(this.#text[this.#at + 1] ?? '')))
        this.#space(false);
      else this.#at += 1;
    }
    return { kind: 'unknown', references: this.#text.slice(offset, this.#at).match(within) ?? [], offset };
  }

  /** From an opening bracket to behind the one that closes it. */
  #balanced(open: string, close: string): void {
    let depth = 0;
    for (; this.#at < this.#text.length;) {
      const character = this.#text[this.#at]!;
      if (character === '"') {
        this.#string();
        continue;
      }
      if (character === open) depth += 1;
      if (character === close) depth -= 1;
      this.#at += 1;
      if (depth === 0) return;
    }
    this.#fail('a bracket is not closed');
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  /** Blanks and comments; ends of lines too where these mean nothing. */
  #space(lines: boolean): void {
    for (;;) {
      const character = this.#text[this.#at];
      const next = this.#text[this.#at + 1];
      if (character === ' ' || character === '\t' || character === '\r' || (lines && character === '\n')) this.#at += 1;
      else if (character === '#' || (character === '/' && next === '/')) {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end;
      } else if (character === '/' && next === '*') {
        const end = this.#text.indexOf('*/', this.#at + 2);
        if (end === -1) this.#fail('a comment does not end');
        this.#at = end + 2;
      } else return;
    }
  }

  #fail(because: string): never {
    throw new HclFault(Math.min(this.#at, this.#text.length), because);
  }
}
