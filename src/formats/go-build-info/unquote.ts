const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

const escape = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

/**
 * A string literal of Go without its quotes (https://go.dev/ref/spec#String_literals). `\xff` and
 * `\377` are bytes, so that the text is put together as UTF-8.
 *
 * @returns null for what is no such literal
 */
export function unquote(literal: string): string | null {
  const quote = literal[0];
  const inner = literal.slice(1, -1);
  if (literal.length < 2 || literal.at(-1) !== quote) return null;
  if (quote === '`') return inner.includes('`') ? null : inner.replaceAll('\r', '');
  if (quote !== '"' || inner.includes('\n')) return null;
  const parts: Buffer[] = [];
  for (let at = 0; at < inner.length;) {
    if (inner[at] === '"') return null;
    if (inner[at] !== '\\') {
      const end = nextSpecial(inner, at);
      parts.push(Buffer.from(inner.slice(at, end)));
      at = end;
      continue;
    }
    escape.lastIndex = at;
    const match = escape.exec(inner);
    if (match === null) return null;
    const bytes = bytesOf(match);
    if (bytes === null) return null;
    parts.push(bytes);
    at = escape.lastIndex;
  }
  return Buffer.concat(parts).toString();
}

function nextSpecial(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '\\' || text[at] === '"') return at;
  return text.length;
}

function bytesOf([, letter, hex, octal, short, long]: RegExpExecArray): Buffer | null {
  if (letter !== undefined) return Buffer.of(simple[letter]!);
  if (hex !== undefined) return Buffer.of(Number.parseInt(hex, 16));
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? null : Buffer.of(value);
  }
  const point = Number.parseInt((short ?? long)!, 16);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point > 0x10ffff || isSurrogate ? null : Buffer.from(String.fromCodePoint(point));
}
