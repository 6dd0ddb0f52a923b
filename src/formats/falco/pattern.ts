import { RE2JS } from 're2js';

/** Whether a whole text matches. */
export type Match = (text: string) => boolean;

/** Longer patterns are no person's. */
const maxLength = 16_384;

/**
 * Makes a matcher of a `regex` (RE2, over the whole text), of a `glob` or `iglob` (`*` also over `/`, `?`, `[a-z]`,
 * `[!a]`), or of a path of `pmatch`: it and all below it, its components may be globs. All take time linear in the text.
 *
 * @returns why it is none, when it is a text
 */
export function parsePattern(operator: 'regex' | 'glob' | 'iglob' | 'pmatch', pattern: string): Match | string {
  if (pattern.length > maxLength) return `a pattern is longer than ${maxLength} characters`;
  if (operator === 'pmatch') return pathMatch(pattern);
  if (operator !== 'regex') return globMatch(pattern, operator === 'iglob');
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch (error) {
    return `the pattern ${JSON.stringify(pattern)} is no RE2: ${(error as Error).message}`;
  }
}

type Token = '*' | '?' | { readonly set: (code: string) => boolean } | { readonly text: string };

/** fnmatch(3) without flags: POSIX.1 shell patterns, `\` quotes, `*` and `?` match `/` and a leading point too. */
export function globMatch(pattern: string, ignoreCase = false): Match {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = fold(pattern);
  if (!/[*?[\\]/.test(wanted)) return (text) => fold(text) === wanted;
  const tokens = tokensOf(Array.from(wanted));
  if (tokens === undefined) return () => false;
  return (text) => matchTokens(tokens, Array.from(fold(text)));
}

/** undefined for a pattern that nothing matches: it ends in a lone backslash. */
function tokensOf(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') tokens.push('?');
    else if (character === '\\') {
      at++;
      if (at === pattern.length) return undefined;
      tokens.push({ text: pattern[at]! });
    } else if (character === '[') {
      const found = setAt(pattern, at);
      if (found === undefined) tokens.push({ text: '[' });
      else {
        tokens.push({ set: found.set });
        at = found.end;
      }
    } else tokens.push({ text: character });
  }
  return tokens;
}

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[\p{L}\p{Nd}]/u,
  alpha: /\p{L}/u,
  blank: /[ \t]/,
  cntrl: /\p{Cc}/u,
  digit: /\d/,
  graph: /[^\s\p{Cc}]/u,
  lower: /\p{Ll}/u,
  print: /[^\p{Cc}]/u,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /\p{Lu}/u,
  xdigit: /[0-9a-fA-F]/,
};

/** A bracket expression and where it ends; undefined when it is not closed, so that `[` is itself. */
function setAt(
  pattern: readonly string[],
  start: number,
): { readonly set: (character: string) => boolean; readonly end: number } | undefined {
  const ranges: ((character: string) => boolean)[] = [];
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  for (let first = true; at < pattern.length; at++, first = false) {
    let low = pattern[at]!;
    if (low === ']' && !first) {
      return { set: (character) => ranges.some((holds) => holds(character)) !== negated, end: at };
    }
    const [named, name] = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12).join('')) ?? [];
    if (named !== undefined && classes[name!] !== undefined) {
      const known = classes[name!]!;
      ranges.push((character) => known.test(character));
      at += named.length - 1;
      continue;
    }
    if (low === '\\' && pattern[at + 1] !== undefined) low = pattern[++at]!;
    let high = low;
    if (pattern[at + 1] === '-' && pattern[at + 2] !== undefined && pattern[at + 2] !== ']') {
      at += 2;
      if (pattern[at] === '\\' && pattern[at + 1] !== undefined) at++;
      high = pattern[at]!;
    }
    const [from, to] = [low.codePointAt(0)!, high.codePointAt(0)!];
    ranges.push((character) => from <= character.codePointAt(0)! && character.codePointAt(0)! <= to);
  }
  return undefined;
}

/** Goes back only to the last `*`: time is at most the product of both lengths. */
function matchTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let [token, at, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = token++;
      from = at;
    } else if (wanted !== undefined && fits(wanted, text[at]!)) {
      token++;
      at++;
    } else if (star === -1) return false;
    else {
      token = star + 1;
      at = ++from;
    }
  }
  while (tokens[token] === '*') token++;
  return token === tokens.length;
}

function fits(token: Exclude<Token, '*'>, character: string): boolean {
  return token === '?' || ('set' in token ? token.set(character) : token.text === character);
}

/** The path itself and everything below it. `/opt/dir` does not match `/opt/dir2`. */
function pathMatch(pattern: string): Match {
  const wanted = componentsOf(pattern);
  const matches = wanted.map((component) => globMatch(component));
  return (text) => {
    const components = componentsOf(text);
    return components.length >= matches.length && matches.every((match, at) => match(components[at]!));
  };
}

function componentsOf(path: string): string[] {
  return path.split('/').filter((component) => component !== '');
}
