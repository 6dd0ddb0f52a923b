import { interpolate, type Interpolated, type Lookup, type Variable } from './interpolate.ts';

export interface EnvEntry {
  readonly name: string;
  /** Null for a name without `=`: its value is that of the surrounding environment. */
  readonly value: Interpolated | null;
  /** 1-based. */
  readonly line: number;
}

export interface EnvFile {
  readonly entries: readonly EnvEntry[];
  readonly problems: readonly { readonly because: string; readonly line: number }[];
}

const namePattern = /^[\p{L}\p{N}_.[\]-]+$/u;

/**
 * An env file in the syntax of Compose: `NAME=value` or `NAME: value`, `export`, comments, single
 * quotes (literal), double quotes (escapes, variables), unquoted (variables; ` #` begins a comment).
 * A line that cannot be read is a problem and the rest is still read; Compose refuses the file.
 *
 * @param lookup what stands outside; variables set above in the file are known too, outside wins
 * @param file for the origin of variables: `.env`
 */
export function readEnvFile(text: string, lookup: Lookup, file: string): EnvFile {
  const entries: EnvEntry[] = [];
  const problems: { because: string; line: number }[] = [];
  const known = new Map<string, Variable>();
  const find: Lookup = (name) => lookup(name) ?? known.get(name);
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\n') line++;
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    const end = lineEnd(text, at);
    if (char === '#') {
      at = end;
      continue;
    }
    const statement = text.slice(at, end);
    const exported = /^export[ \t]+/.exec(statement)?.[0].length ?? 0;
    const separator = /[=:]/.exec(statement.slice(exported));
    const nameEnd = separator === null ? statement.length : exported + separator.index;
    const name = statement.slice(exported, nameEnd).trim();
    if (!namePattern.test(name)) {
      problems.push({ because: 'is no NAME=value line', line });
      at = end;
      continue;
    }
    if (separator === null) {
      entries.push({ name, value: null, line });
      at = end;
      continue;
    }
    const value = readValue(text, at + nameEnd + 1, find);
    if (value === null) {
      problems.push({ because: `the quoted value of ${name} is not closed`, line });
      at = end;
      continue;
    }
    entries.push({ name, value: value.value, line });
    if (value.value.problems.length === 0) known.set(name, { value: value.value.text, from: `${file}:${line}` });
    for (let i = at; i < value.end; i++) if (text[i] === '\n') line++;
    at = value.end;
  }
  return { entries, problems };
}

/** The `raw` format of `env_file`: nothing is quoted, escaped or a variable. */
export function readRawEnvFile(text: string): EnvFile {
  const entries: EnvEntry[] = [];
  const problems: { because: string; line: number }[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    const trimmed = row.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const at = trimmed.indexOf('=');
    const name = at === -1 ? trimmed : trimmed.slice(0, at);
    if (!namePattern.test(name)) problems.push({ because: 'is no NAME=value line', line: index + 1 });
    else entries.push({ name, value: at === -1 ? null : literal(trimmed.slice(at + 1)), line: index + 1 });
  }
  return { entries, problems };
}

function readValue(text: string, from: number, find: Lookup): { value: Interpolated; end: number } | null {
  let start = from;
  while (start < text.length && /[ \t\r\f\v]/.test(text[start]!)) start++;
  const quote = text[start];
  if (quote !== '"' && quote !== "'") {
    const end = lineEnd(text, start);
    const row = text.slice(start, end);
    // Right after the `=` a hash belongs to the value; after a blank it begins a comment.
    const comment = row.indexOf(' #');
    return { value: interpolate((comment === -1 ? row : row.slice(0, comment)).trimEnd(), find), end };
  }
  for (let end = start + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === quote) {
      const inside = text.slice(start + 1, end);
      const value = quote === '"' ? interpolate(unescape(inside), find) : literal(inside.replaceAll("\\'", "'"));
      return { value, end: end + 1 };
    }
  }
  return null;
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** `\$` becomes `$$`, which interpolation turns into a dollar. */
function unescape(text: string): string {
  return text.replaceAll(/\\(0[0-7]{3}|["\\$abcfnrtv])/g, (whole, code: string) => {
    if (code === '$') return '$$';
    if (code.length === 4) return String.fromCharCode(Number.parseInt(code, 8));
    return code === '"' || code === '\\' ? code : (escapes[code] ?? whole);
  });
}

function literal(text: string): Interpolated {
  return { text, problems: [], notes: [], origins: [] };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
