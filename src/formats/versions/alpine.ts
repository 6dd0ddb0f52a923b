import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareNumbers, compareText } from './digits.ts';

/** What may come next in a version, in the order apk ranks them: where two versions part, the later kind is older. */
const kinds = ['dotted', 'digits', 'letter', 'suffix', 'suffix-number', 'hash', 'revision', 'end'] as const;
type Kind = (typeof kinds)[number];

/** A step of a version. */
interface Token {
  readonly kind: Kind;
  /** Decimal digits, a letter, a hash, or the rank of a suffix or (negative) the leading zeros. */
  readonly value: string | number;
}

export type AlpineVersion = readonly Token[];

/** Pre-release suffixes are below zero. */
const suffixes: readonly (readonly [string, number])[] = [
  ['alpha', -4],
  ['beta', -3],
  ['pre', -2],
  ['rc', -1],
  ['cvs', 0],
  ['svn', 1],
  ['git', 2],
  ['hg', 3],
  ['p', 4],
];

/**
 * Alpine, Wolfi, Chainguard and all that apk installs: digits, a letter, suffixes, `~` with a commit of
 * newer apk, `-r` with the revision (apk-package(5)). As in apk 2, `1..2`, `1.`, `1-r`, `1_` and a missing number
 * are read too, and a component with leading zeros stands before one without.
 *
 * What `apk version --check` refuses is null, as `1-r-0`, `1.2_foo` and `1.2A`: apk 2 and apk 3 order such
 * texts in opposite ways. So is a letter right after a dot (`0.r1`), which apk 2 reads and apk 3 does not.
 */
export const alpineOrder = defineOrder<AlpineVersion>('Alpine', read, compare);

function read(text: string): AlpineVersion | null {
  const tokens: Token[] = [];
  let kind: Kind | null = 'digits';
  let at = 0;
  while (kind !== null && at < text.length) {
    const token = readToken(kind, text, at);
    if (token === null) return null;
    at += token.length;
    tokens.push({ kind, value: token.value });
    if (at === text.length) return tokens;
    if (token.next !== undefined) {
      kind = token.next;
      continue;
    }
    const [next, length] = follows(kind, text, at);
    kind = next;
    at += length;
  }
  if (kind === null) return null;
  // `1.`, `1-r` and `1_` end where something is missing, which apk 2 takes for zero.
  return kind === 'hash' ? null : [...tokens, { kind, value: kind === 'suffix' ? 0 : '' }];
}

function readToken(
  kind: Kind,
  text: string,
  at: number,
): { readonly value: string | number; readonly length: number; readonly next?: Kind } | null {
  if (kind === 'letter') return { value: text[at]!, length: 1 };
  if (kind === 'hash') {
    const hash = run(text, at, /[0-9a-f]*/y);
    return hash === '' ? null : { value: hash, length: hash.length };
  }
  if (kind === 'suffix') {
    const suffix = suffixes.find(([name]) => text.startsWith(name, at));
    return suffix === undefined ? null : { value: suffix[1], length: suffix[0].length };
  }
  // Zeros before the last one make a component older; then comes its number.
  const zeros = kind === 'dotted' ? run(text, at, /0*/y).length : 0;
  if (zeros > 0) return { value: 1 - zeros, length: zeros - 1, next: 'digits' };
  const digits = run(text, at, /[0-9]*/y);
  if (kind === 'dotted' && digits === '' && /[a-z]/.test(text[at]!)) return null;
  return { value: digits, length: digits.length };
}

/** What the next character begins, and how many characters only say so; null where it may not stand. */
function follows(after: Kind, text: string, at: number): readonly [kind: Kind | null, length: number] {
  const character = text[at]!;
  const rank = kinds.indexOf(after);
  if (/[a-z]/.test(character)) return [rank < kinds.indexOf('letter') ? 'letter' : null, 0];
  if (/[0-9]/.test(character)) return [after === 'letter' ? 'digits' : after === 'suffix' ? 'suffix-number' : null, 0];
  if (character === '.') return [rank < kinds.indexOf('letter') ? 'dotted' : null, 1];
  if (character === '_') return [rank < kinds.indexOf('hash') ? 'suffix' : null, 1];
  if (character === '~') return [rank < kinds.indexOf('hash') ? 'hash' : null, 1];
  return [text.startsWith('-r', at) ? 'revision' : null, 2];
}

function run(text: string, at: number, pattern: RegExp): string {
  pattern.lastIndex = at;
  return pattern.exec(text)![0];
}

function compare(a: AlpineVersion, b: AlpineVersion): Order {
  for (let at = 0; ; at++) {
    const left = a[at];
    const right = b[at];
    if (left === undefined && right === undefined) return 0;
    if (left?.kind !== right?.kind) return compareAtParting(left, right);
    const order = compareValues(left!, right!);
    if (order !== 0) return order;
  }
}

function compareValues(a: Token, b: Token): Order {
  if (typeof a.value === 'number' || typeof b.value === 'number') {
    return compareNumbers(beside(a.value), beside(b.value));
  }
  return a.kind === 'letter' || a.kind === 'hash' ? compareText(a.value, b.value) : compareDigits(a.value, b.value);
}

/** A component that begins with zero stands before all that do not, and beside an empty one. */
function beside(value: string | number): number {
  return typeof value === 'number' ? value : value === '' ? 0 : Number.POSITIVE_INFINITY;
}

function compareAtParting(a: Token | undefined, b: Token | undefined): Order {
  if (a?.kind === 'suffix' && (a.value as number) < 0) return -1;
  if (b?.kind === 'suffix' && (b.value as number) < 0) return 1;
  return compareNumbers(kinds.indexOf(b?.kind ?? 'end'), kinds.indexOf(a?.kind ?? 'end'));
}
