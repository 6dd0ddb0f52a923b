import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareNumbers } from './digits.ts';

export type ComposerVersion =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'version'; readonly parts: readonly string[] };

/** Digit by digit: with runs of digits inside the repetition, a hostile version is tried in 2ⁿ ways. */
const modifier = '[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9])*))?([.-]?dev)?';
const classical = new RegExp(`^v?([0-9]{1,5}(?:\\.[0-9]+){0,3})${modifier}$`, 'i');
const dated = new RegExp(`^v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3})?)${modifier}$`, 'i');
/** A numeric branch whose four numbers are all written: it is at its place. */
const numericBranch = /^v?([0-9]+(?:\.[0-9]+){3})()()([.-]?dev)$/i;

/**
 * PHP packages: what Composer's version parser takes, in the order of PHP's version_compare, which
 * Composer's Comparator uses. A branch (`dev-main`) stands before every version and beside no other
 * branch. `1.x-dev`, the branch of a line of versions, stands nowhere.
 * https://getcomposer.org/doc/articles/versions.md, https://www.php.net/version_compare
 *
 * The texts themselves are compared, as in the feeds: `1.0` stands before `1.0.0`. Composer takes them for
 * equal once it has normalised both: see `composerOrder`.
 */
export const packagistOrder = defineOrder<ComposerVersion>('Packagist', read, compare);

/**
 * What Composer makes of the version of a release, to compare it: four numbers of one to four, and the
 * stability by its full name: `v1.0-b2` is `1.0.0.0-beta2`. Null for a branch, and for what is no version.
 */
export function normalisedPackagist(text: string): string | null {
  if (packagistOrder.parse(text)?.kind !== 'version') return null;
  const bare = strip(text);
  const match = classical.exec(bare);
  const [, numbers, stability, count, dev] = match ?? dated.exec(bare) ?? numericBranch.exec(bare) ?? [];
  const padded =
    match === null
      ? numbers!.replaceAll(/[^0-9]/g, '.')
      : [...numbers!.split('.'), '0', '0', '0'].slice(0, 4).join('.');
  if (stability === 'stable') return padded;
  const name = stability?.toLowerCase() ?? '';
  const suffix = name === '' ? '' : `-${stabilities[name] ?? name}${(count ?? '').replace(/^[.-]+/, '')}`;
  return `${padded}${suffix}${dev === undefined ? '' : '-dev'}`;
}

/**
 * What Composer itself does with a constraint: both sides normalised, then compared. Held as text,
 * `1.0` would stand before `introduced 1.0.0`, and a vulnerable package would be clean.
 */
export const composerOrder = defineOrder<ComposerVersion>(
  'Packagist',
  (text) => packagistOrder.parse(normalisedPackagist(text) ?? text),
  compare,
);

const stabilities: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', p: 'patch', pl: 'patch', rc: 'RC' };

function read(text: string): ComposerVersion | null {
  const bare = strip(text);
  if (['master', 'trunk', 'default'].includes(bare)) return { kind: 'branch', name: bare };
  if (/^dev-/i.test(bare)) return { kind: 'branch', name: bare.slice('dev-'.length) };
  if (![classical, dated, numericBranch].some((form) => form.test(bare))) return null;
  // version_compare puts `1.0-` before itself.
  if (/[._-]$/.test(bare)) return null;
  return { kind: 'version', parts: partsOf(bare.replace(/^v/i, '')) };
}

/** Space, the stability flag of a constraint, build metadata: what Composer drops first. */
function strip(text: string): string {
  const unflagged = text.trim().replace(/@(?:stable|rc|beta|alpha|dev)$/i, '');
  return /^([^,\s+]+)\+\S+$/.exec(unflagged)?.[1] ?? unflagged;
}

/** version_compare: `.`, `-`, `_` and `+` are alike, and a change between digits and others separates too. */
function partsOf(text: string): readonly string[] {
  return text.match(/[0-9]+|[^0-9._+-]+/g) ?? [];
}

function compare(a: ComposerVersion, b: ComposerVersion): Order | null {
  if (a.kind === 'branch') return b.kind === 'branch' ? (a.name === b.name ? 0 : null) : -1;
  if (b.kind === 'branch') return 1;
  for (let at = 0; at < a.parts.length || at < b.parts.length; at++) {
    const left = a.parts[at];
    const right = b.parts[at];
    const order =
      left === undefined
        ? compareNumbers(endRank, rank(right!, 1))
        : right === undefined
          ? compareNumbers(rank(left, 1), endRank)
          : compareParts(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string, b: string): Order {
  const left = rank(a, 0);
  const right = rank(b, 0);
  return left === numberRank && right === numberRank ? compareDigits(a, b) : compareNumbers(left, right);
}

/** Forms are recognised by how they begin, and in lower case (or `RC`) only: PHP's table. */
const forms: readonly (readonly [string, number])[] = [
  ['dev', 0],
  ['alpha', 1],
  ['a', 1],
  ['beta', 2],
  ['b', 2],
  ['RC', 3],
  ['rc', 3],
  ['pl', 5],
  ['p', 5],
];
const numberRank = 4;
const endRank = 4;

/** `more`: what a number adds where the other version has ended. */
function rank(part: string, more: 0 | 1): number {
  if (/^[0-9]/.test(part)) return numberRank + more / 2;
  return forms.find(([name]) => part.startsWith(name))?.[1] ?? -1;
}
