import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareText, isDigits, withoutLeadingZeros } from './digits.ts';

/** Digits without leading zeros (zero is empty), a qualifier, or what follows a hyphen or a change of kind. */
type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'list'; readonly items: Item[] };

export interface MavenVersion {
  readonly items: readonly Item[];
}

/** Older than a release, in this order; the release itself; newer. Unknown qualifiers come last, by their letters. */
const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const aliases: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const beforeNumber: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/**
 * Maven packages: "Version Order Specification" of the POM reference, as Maven 3.9 has it. Maven takes any
 * text; one with a space, a control character or a character outside ASCII is null here, since no
 * repository holds it.
 */
export const mavenOrder = defineOrder<MavenVersion>(
  'Maven',
  (text) => (/^[\u0021-\u007E]+$/.test(text) ? { items: read(text.toLowerCase()) } : null),
  (a, b) => compareLists(a.items, b.items),
);

function read(text: string): readonly Item[] {
  const root: Item[] = [];
  const open = [root];
  let list = root;
  let part = '';
  const begin = (): void => {
    const items: Item[] = [];
    list.push({ kind: 'list', items });
    open.push(items);
    list = items;
  };
  for (const character of text) {
    if (character === '.' || character === '-') {
      list.push(part === '' ? { kind: 'number', digits: '' } : item(part, false));
      part = '';
      if (character === '-') begin();
      continue;
    }
    if (part !== '' && isDigits(character) !== isDigits(part.at(-1)!)) {
      const word = !isDigits(part);
      if (word && list.length > 0) begin();
      list.push(item(part, word));
      part = '';
      begin();
    }
    part += character;
  }
  if (part !== '') {
    // `1.x` is taken for `1-x`.
    if (!isDigits(part) && list.length > 0) begin();
    list.push(item(part, false));
  }
  for (const items of open.toReversed()) dropNothings(items);
  return root;
}

function item(part: string, beforeDigit: boolean): Item {
  if (isDigits(part)) return { kind: 'number', digits: withoutLeadingZeros(part) };
  const word = beforeDigit ? (beforeNumber.get(part) ?? part) : part;
  return { kind: 'word', word: aliases.get(word) ?? word };
}

/** Zeros, release qualifiers and empty lists do not count at the end, nor before a list at the end. */
function dropNothings(items: Item[]): void {
  for (let at = items.length - 1; at >= 0; at--) {
    const last = items[at]!;
    if (isNothing(last)) items.splice(at, 1);
    else if (last.kind !== 'list') return;
  }
}

function isNothing(item: Item): boolean {
  if (item.kind === 'list') return item.items.length === 0;
  return item.kind === 'number' ? item.digits === '' : item.word === '';
}

function compareLists(a: readonly Item[], b: readonly Item[]): Order {
  for (let at = 0; at < a.length || at < b.length; at++) {
    const left = a[at];
    const right = b[at];
    const order =
      left === undefined ? negated(beside(right!)) : right === undefined ? beside(left) : compareItems(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function negated(order: Order): Order {
  return order === 0 ? 0 : order === 1 ? -1 : 1;
}

/** Where an item stands beside nothing. */
function beside(item: Item): Order {
  if (item.kind === 'number') return item.digits === '' ? 0 : 1;
  if (item.kind === 'word') return compareWords(item.word, '');
  for (const one of item.items) {
    const order = beside(one);
    if (order !== 0) return order;
  }
  return 0;
}

const ranks = { word: 0, list: 1, number: 2 } as const;

function compareItems(a: Item, b: Item): Order {
  if (a.kind === 'number' && b.kind === 'number') return compareDigits(a.digits, b.digits);
  if (a.kind === 'word' && b.kind === 'word') return compareWords(a.word, b.word);
  if (a.kind === 'list' && b.kind === 'list') return compareLists(a.items, b.items);
  return ranks[a.kind] < ranks[b.kind] ? -1 : 1;
}

function compareWords(a: string, b: string): Order {
  const left = rank(a);
  const right = rank(b);
  if (left === right) return left === qualifiers.length ? compareText(a, b) : 0;
  return left < right ? -1 : 1;
}

function rank(word: string): number {
  const at = qualifiers.indexOf(word);
  return at === -1 ? qualifiers.length : at;
}
