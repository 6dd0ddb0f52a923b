import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists, compareText, isDigits, withoutLeadingZeros } from './digits.ts';

const shape = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/**
 * Ruby gems: runs of digits and of letters; a word makes a pre-release, and a hyphen is `.pre.`. Zeros at
 * the end, and before the first word, do not count. Documentation of Gem::Version. Unlike there, an empty
 * version is none: Gem::Version takes it for 0.
 */
export const rubygemsOrder = defineOrder<readonly string[]>('RubyGems', read, (a, b) =>
  compareLists(a, b, compareParts, (next) => compareParts(next, '')),
);

function read(text: string): readonly string[] | null {
  const trimmed = text.replaceAll(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
  if (!shape.test(trimmed)) return null;
  const parts = (trimmed.replaceAll('-', '.pre.').match(/[0-9]+|[A-Za-z]+/g) ?? []).map((part) =>
    isDigits(part) ? withoutLeadingZeros(part) : part,
  );
  const words = parts.findIndex((part) => /^[A-Za-z]/.test(part));
  return words === -1
    ? withoutZeros(parts)
    : [...withoutZeros(parts.slice(0, words)), ...withoutZeros(parts.slice(words))];
}

function withoutZeros(parts: readonly string[]): readonly string[] {
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
}

/** A number, of which zero is empty, stands after a word. */
function compareParts(a: string, b: string): Order {
  const word = /^[A-Za-z]/.test(a);
  if (word !== /^[A-Za-z]/.test(b)) return word ? -1 : 1;
  return word ? compareText(a, b) : compareDigits(a, b);
}
