/**
 * The selector language of Calico (docs.tigera.io, reference "Selectors"): `has(a) && b in {'x', 'y'}`.
 */
export type CalicoSelector =
  | { readonly op: 'all' }
  /** Resources without a namespace; only in namespaceSelector. */
  | { readonly op: 'global' }
  | { readonly op: 'has'; readonly key: string }
  | {
      readonly op: '==' | '!=' | 'contains' | 'starts with' | 'ends with';
      readonly key: string;
      readonly value: string;
    }
  | { readonly op: 'in' | 'not in'; readonly key: string; readonly values: readonly string[] }
  | { readonly op: 'not'; readonly of: CalicoSelector }
  | { readonly op: 'and' | 'or'; readonly of: readonly CalicoSelector[] };

/** A text that is no selector, and why. */
export interface SelectorError {
  readonly why: string;
}

/** Longer ones and deeper ones are not written by people. */
const maxLength = 16_384;
const maxDepth = 64;

/** Reads a selector; the empty one selects everything. */
export function parseCalicoSelector(text: string): CalicoSelector | SelectorError {
  if (text.length > maxLength) return { why: `the selector is longer than ${maxLength} characters` };
  const tokens = tokensOf(text);
  if ('why' in tokens) return tokens;
  if (tokens.length === 0) return { op: 'all' };
  return new Parser(tokens).whole();
}

export function isSelectorError(read: CalicoSelector | SelectorError): read is SelectorError {
  return 'why' in read;
}

/**
 * Whether labels fit.
 *
 * @param label the value of a label, null when there is none, undefined when that is not known
 * @returns undefined when it depends on a label that is not known
 */
export function fitsCalico(
  selector: CalicoSelector,
  label: (key: string) => string | null | undefined,
): boolean | undefined {
  switch (selector.op) {
    case 'all':
      return true;
    case 'global':
      return false;
    case 'not': {
      const fits = fitsCalico(selector.of, label);
      return fits === undefined ? undefined : !fits;
    }
    case 'and':
    case 'or': {
      // What decides alone, whatever the others are.
      const deciding = selector.op === 'or';
      const parts = selector.of.map((one) => fitsCalico(one, label));
      if (parts.includes(deciding)) return deciding;
      return parts.includes(undefined) ? undefined : !deciding;
    }
    default: {
      const value = label(selector.key);
      return value === undefined ? undefined : fitsValue(selector, value);
    }
  }
}

/** A label that is not there is none of the values: `!=` and `not in` fit. */
function fitsValue(selector: Extract<CalicoSelector, { readonly key: string }>, value: string | null): boolean {
  switch (selector.op) {
    case 'has':
      return value !== null;
    case '==':
      return value === selector.value;
    case '!=':
      return value !== selector.value;
    case 'in':
      return value !== null && selector.values.includes(value);
    case 'not in':
      return value === null || !selector.values.includes(value);
    case 'contains':
      return value?.includes(selector.value) === true;
    case 'starts with':
      return value?.startsWith(selector.value) === true;
    case 'ends with':
      return value?.endsWith(selector.value) === true;
  }
}

/** Labels that a selector asks for. */
export function labelsOf(selector: CalicoSelector): readonly string[] {
  if ('key' in selector) return [selector.key];
  if (selector.op === 'not') return labelsOf(selector.of);
  return 'of' in selector ? selector.of.flatMap((one) => labelsOf(one)) : [];
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

/** Signs, words of more than one part and calls, longest first; then texts, then keys. */
const patterns = [
  ['sign', /(?:==|!=|&&|\|\||[!(){},])/y],
  ['sign', /(?:not\s+in|starts\s+with|ends\s+with)(?![\w./-])/y],
  ['sign', /(?:has|all|global)\s*\(/y],
  ['text', /"[^"]*"|'[^']*'/y],
  ['key', /[A-Za-z0-9_./-]+/y],
] as const;

function tokensOf(text: string): readonly Token[] | SelectorError {
  const tokens: Token[] = [];
  let at = 0;
  const skip = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at += 1;
  };
  for (skip(); at < text.length; skip()) {
    const before = at;
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(text)?.[0];
      if (match === undefined) continue;
      const plain = kind === 'text' ? match.slice(1, -1) : kind === 'sign' ? match.replaceAll(/\s+/g, ' ') : match;
      tokens.push({ kind, text: kind === 'sign' && plain.endsWith('(') ? plain.replace(' ', '') : plain });
      at += match.length;
      break;
    }
    if (at === before) return { why: `the selector cannot be read from "${text.slice(at, at + 20)}" on` };
  }
  return tokens;
}

class Fault extends Error {}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): CalicoSelector | SelectorError {
    try {
      const read = this.#either();
      const rest = this.#tokens[this.#at];
      return rest === undefined ? read : { why: `the selector does not end before "${rest.text}"` };
    } catch (error) {
      if (error instanceof Fault) return { why: error.message };
      throw error;
    }
  }

  #sign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #want(text: string): void {
    if (!this.#sign(text))
      throw new Fault(`the selector lacks "${text}" before "${this.#tokens[this.#at]?.text ?? 'its end'}"`);
  }

  #either(): CalicoSelector {
    const of = [this.#both()];
    while (this.#sign('||')) of.push(this.#both());
    return of.length === 1 ? of[0]! : { op: 'or', of };
  }

  #both(): CalicoSelector {
    const of = [this.#one()];
    while (this.#sign('&&')) of.push(this.#one());
    return of.length === 1 ? of[0]! : { op: 'and', of };
  }

  #one(): CalicoSelector {
    if (++this.#depth > maxDepth) throw new Fault(`the selector is deeper than ${maxDepth}`);
    const read = this.#bare();
    this.#depth -= 1;
    return read;
  }

  #bare(): CalicoSelector {
    if (this.#sign('!')) return { op: 'not', of: this.#one() };
    if (this.#sign('(')) {
      const inner = this.#either();
      this.#want(')');
      return inner;
    }
    for (const op of ['all', 'global'] as const) {
      if (this.#sign(`${op}(`)) {
        this.#want(')');
        return { op };
      }
    }
    if (this.#sign('has(')) {
      const key = this.#take('key', 'a label');
      this.#want(')');
      return { op: 'has', key };
    }
    return this.#compared(this.#take('key', 'a label'));
  }

  #compared(key: string): CalicoSelector {
    for (const op of ['==', '!=', 'starts with', 'ends with'] as const) {
      if (this.#sign(op)) return { op, key, value: this.#take('text', 'a text in quotes') };
    }
    if (this.#sign('not in')) return { op: 'not in', key, values: this.#values() };
    const word = this.#take('key', 'a comparison');
    if (word === 'in') return { op: 'in', key, values: this.#values() };
    if (word === 'contains') return { op: 'contains', key, value: this.#take('text', 'a text in quotes') };
    throw new Fault(`"${word}" is no comparison of a selector`);
  }

  #values(): string[] {
    this.#want('{');
    const values: string[] = [];
    while (!this.#sign('}')) {
      if (values.length > 0) this.#want(',');
      values.push(this.#take('text', 'a text in quotes'));
    }
    return values;
  }

  #take(kind: Token['kind'], what: string): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw new Fault(`the selector lacks ${what} before "${token?.text ?? 'its end'}"`);
    this.#at += 1;
    return token.text;
  }
}
