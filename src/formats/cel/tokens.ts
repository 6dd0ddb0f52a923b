import type { Issue } from './syntax.ts';

export type TokenKind = 'identifier' | 'escaped' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

export class SyntaxFault extends Error {
  readonly issue: Issue;
  constructor(at: number, message: string) {
    super(message);
    this.issue = { at, message };
  }
}

const space = /[\t \r\n\f]+|\/\/[^\n]*/y;
const number =
  /(0x[0-9a-fA-F]+|[0-9]+)[uU]|(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|0x[0-9a-fA-F]+|[0-9]+/y;
const text =
  /([bB]?)(?:([rR])("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')|("""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[^\n\r]|[^\\"\n\r])*"|'(?:\\[^\n\r]|[^\\'\n\r])*'))/y;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const escaped = /`[A-Za-z0-9_.\-/ ]+`/y;
const sign = /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y;

/** @throws {SyntaxFault} at the first character that begins no token */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const add = (kind: TokenKind, found: string): void => {
    tokens.push({ kind, text: found, at });
    at += found.length;
  };
  while (at < source.length) {
    const blank = take(space);
    if (blank !== null) {
      at += blank.length;
      continue;
    }
    const string = take(text);
    if (string !== null) {
      add(/^[bB]/.test(string) ? 'bytes' : 'string', string);
      continue;
    }
    const digits = take(number);
    if (digits !== null) {
      add(numberKind(digits), digits);
      continue;
    }
    const name = take(identifier);
    if (name !== null) {
      add('identifier', name);
      continue;
    }
    const quoted = take(escaped);
    if (quoted !== null) {
      add('escaped', quoted);
      continue;
    }
    const operator = take(sign);
    if (operator === null) throw new SyntaxFault(at, `Syntax error: token recognition error at: '${source[at]}'`);
    add('sign', operator);
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

function numberKind(digits: string): TokenKind {
  if (/[uU]$/.test(digits)) return 'uint';
  if (digits.startsWith('0x')) return 'int';
  return /[.eE]/.test(digits) ? 'double' : 'int';
}

const plainEscapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
};

/** The text of a string or bytes literal. In bytes, `\x` and octal escapes are bytes, not characters. */
export function unescape({ kind, text: literal, at }: Token): string | Uint8Array {
  const isBytes = kind === 'bytes';
  let body = (isBytes ? literal.slice(1) : literal).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const raw = /^[rR]/.test(body);
  if (raw) body = body.slice(1);
  const quotes = body.startsWith('"""') || body.startsWith("'''") ? 3 : 1;
  body = body.slice(quotes, -quotes);
  if (raw || !body.includes('\\')) return isBytes ? new TextEncoder().encode(body) : body;
  const pieces: (string | number)[] = [];
  for (let index = 0; index < body.length; index++) {
    if (body[index] !== '\\') {
      pieces.push(body[index]!);
      continue;
    }
    const letter = body[++index] ?? '';
    const plain = plainEscapes[letter];
    if (plain !== undefined) {
      pieces.push(String.fromCharCode(plain));
      continue;
    }
    const [length, digits] = { x: [2, 16], X: [2, 16], u: [4, 16], U: [8, 16] }[letter] ?? [3, 8];
    const from = digits === 8 ? index : index + 1;
    const code = body.slice(from, from + length!);
    const allowed = digits === 8 ? /^[0-3][0-7][0-7]$/ : /^[0-9a-fA-F]+$/;
    if (code.length < length! || !allowed.test(code) || (isBytes && /[uU]/.test(letter)))
      throw new SyntaxFault(at, 'unable to unescape string');
    index = from + length! - 1;
    const value = parseInt(code, digits);
    if (isBytes) pieces.push(value);
    else if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
      throw new SyntaxFault(at, 'invalid unicode code point');
    else pieces.push(String.fromCodePoint(value));
  }
  if (!isBytes) return pieces.join('');
  return joinBytes(pieces);
}

function joinBytes(pieces: readonly (string | number)[]): Uint8Array {
  const bytes: number[] = [];
  let run = '';
  const flush = (): void => {
    for (const byte of new TextEncoder().encode(run)) bytes.push(byte);
    run = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') run += piece;
    else {
      flush();
      bytes.push(piece);
    }
  }
  flush();
  return Uint8Array.from(bytes);
}
