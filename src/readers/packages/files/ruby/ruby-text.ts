/** A text as Ruby's `String#dump` and older generators write it: `"a".freeze`, `'a'`, `%q{a}`, `%q<a>`. */
const literal = String.raw`(?:"(?:[^"\\#]|\\.|#(?![{$@]))*"|'(?:[^'\\]|\\.)*'|%q(?:<[^<>]*>|\{[^{}]*\}|\([^()]*\)|\[[^[\]]*\]))(?:\.freeze)?`;

const whole = new RegExp(`^${literal}$`);
const list = new RegExp(String.raw`^\[\s*(?:${literal}\s*(?:,\s*${literal}\s*)*,?\s*)?\]$`);
const each = new RegExp(literal, 'g');

/** The text of a literal; null for all that would have to be run: interpolation, constants, calls. */
export function readText(source: string): string | null {
  if (!whole.test(source)) return null;
  const bare = source.endsWith('.freeze') ? source.slice(0, -'.freeze'.length) : source;
  if (bare.startsWith('%q')) return bare.slice(3, -1);
  const inner = bare.slice(1, -1);
  if (bare.startsWith("'")) return inner.replaceAll(/\\(['\\])/g, '$1');
  return inner.replaceAll(/\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{1,2})|([^]))/g, unescaped);
}

/** The texts of a list of literals; null when it is none. */
export function readTexts(source: string): readonly string[] | null {
  return list.test(source) ? (source.match(each) ?? []).map((one) => readText(one)!) : null;
}

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  e: '\x1b',
  '0': '\0',
  a: '\x07',
  s: ' ',
};

function unescaped(_all: string, braced?: string, four?: string, byte?: string, char?: string): string {
  const hex = braced ?? four ?? byte;
  if (hex === undefined) return controls[char!] ?? char!;
  const code = Number.parseInt(hex, 16);
  // A byte above 7F is a part of a character, which no name or version of a gem has.
  return code > 0x10ffff || (byte !== undefined && code > 0x7f) ? '\uFFFD' : String.fromCodePoint(code);
}
