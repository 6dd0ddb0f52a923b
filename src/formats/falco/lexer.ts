/** A fault of a condition or an output, with the offset of the character where it was seen. */
export class FalcoSyntaxError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'FalcoSyntaxError';
    this.at = at;
  }
}

const patterns = {
  blank: /[ \t\b\r\n]+/y,
  identifier: /[a-zA-Z][a-zA-Z0-9_]*/y,
  field: /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+/y,
  argument: /[^\][\s"']+/y,
  number: /0[xX][0-9a-fA-F]+|[+-]?\d+\.?\d*(?:[eE][+-]\d+)?/y,
  bare: /[^()"'\s=,]+/y,
} as const;

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '/': '/',
};

/** Reads the words of a condition from left to right. */
export class Lexer {
  readonly text: string;
  at = 0;
  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next word of this form, which is passed; undefined when there is none. */
  take(form: keyof typeof patterns): string | undefined {
    const pattern = patterns[form];
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Passes blanks: space, tab, backspace, carriage return, line feed. */
  blanks(): boolean {
    return this.take('blank') !== undefined;
  }

  /** Passes exactly this text. */
  sign(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  /** Passes this word when no letter, digit, `_` or `.` follows it. */
  word(word: string): boolean {
    if (!this.text.startsWith(word, this.at) || /[\w.]/.test(this.text[this.at + word.length] ?? '')) return false;
    this.at += word.length;
    return true;
  }

  /** Passes this word when a blank, or an opening parenthesis, follows it. */
  connective(word: string): boolean {
    if (!this.text.startsWith(word, this.at) || !/^[ \t\b\r\n(]$/.test(this.text[this.at + word.length] ?? ''))
      return false;
    this.at += word.length;
    return true;
  }

  /** A text in single or double quotes, without them and its escapes; undefined when none begins here. */
  quoted(): string | undefined {
    const { text } = this;
    const start = this.at;
    const quote = text[start];
    if (quote !== '"' && quote !== "'") return undefined;
    const pieces: string[] = [];
    let from = start + 1;
    for (let at = from; at < text.length; at++) {
      const character = text[at]!;
      if (character === quote) {
        pieces.push(text.slice(from, at));
        this.at = at + 1;
        return pieces.join('');
      }
      if (character !== '\\') continue;
      pieces.push(text.slice(from, at));
      const [value, length] = this.#escape(at, quote);
      pieces.push(value);
      from = at + length;
      at = from - 1;
    }
    throw new FalcoSyntaxError(`the text that begins with ${quote} has no end`, start);
  }

  #escape(at: number, quote: string): readonly [value: string, length: number] {
    const { text } = this;
    const next = text[at + 1] ?? '';
    if (next === quote) return [quote, 2];
    // Tolerated by Falco for patterns of old rules; the blank stays for the next round.
    if (next === ' ') return ['\\', 1];
    if (next === 'x') {
      const digits = /^[0-9a-fA-F]{2}$/.exec(text.slice(at + 2, at + 4));
      if (digits === null) throw new FalcoSyntaxError('\\x needs two hexadecimal digits', at);
      return [String.fromCharCode(Number.parseInt(digits[0], 16)), 4];
    }
    const value = escapes[next];
    if (value === undefined) throw new FalcoSyntaxError(`there is no escape \\${next}`, at);
    return [value, 2];
  }
}
