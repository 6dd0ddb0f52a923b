/** One way of a WWW-Authenticate header to show who asks (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const maxLength = 8192;

/** Reads the challenges of a header as far as it can be understood. Never throws. */
export function readChallenges(header: string): Challenge[] {
  const text = header.slice(0, maxLength);
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at;
    if (pattern.test(text)) at = pattern.lastIndex;
  };
  const word = (): string => {
    const start = at;
    skip(token);
    return text.slice(start, at);
  };
  for (;;) {
    skip(/[\s,]+/y);
    const name = word();
    if (name === '') return found;
    const mark = at;
    skip(/[ \t]+/y);
    const current = found.at(-1);
    // `name=value` belongs to the scheme before it; a name alone is the next scheme.
    if (text[at] !== '=' || current === undefined) {
      at = mark;
      found.push({ scheme: name.toLowerCase(), parameters: {} });
      continue;
    }
    at++;
    skip(/[ \t]+/y);
    const value = text[at] === '"' ? quoted(text, at) : null;
    if (value !== null) at = value.end;
    const plain = value === null ? word() : value.text;
    if (!Object.hasOwn(current.parameters, name.toLowerCase())) current.parameters[name.toLowerCase()] = plain;
  }
}

function quoted(text: string, start: number): { text: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return { text: value, end: at + 1 };
    if (text[at] === '\\') at++;
    value += text[at] ?? '';
  }
  return { text: value, end: text.length };
}
