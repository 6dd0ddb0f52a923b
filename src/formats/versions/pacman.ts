import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareText } from './digits.ts';
import { splitEpochVersionRelease, type EpochVersionRelease } from './epoch-version-release.ts';

/**
 * Arch Linux and all that pacman installs: vercmp(8). A release is only compared when both have one, so
 * equality is not transitive: `1-1` and `1-2` both equal `1`.
 */
export const pacmanOrder = defineOrder<EpochVersionRelease>('Arch Linux', splitEpochVersionRelease, compare);

function compare(a: EpochVersionRelease, b: EpochVersionRelease): Order {
  const order = compareDigits(a.epoch, b.epoch) || compareParts(a.version, b.version);
  if (order !== 0 || a.release === undefined || b.release === undefined) return order;
  return compareParts(a.release, b.release);
}

/**
 * Runs of digits or of letters in turn, with what separates them: the side with more separators in a row
 * is the newer one. What remains is newer when it begins with a digit, older when with a letter.
 */
function compareParts(a: string, b: string): Order {
  if (a === b) return 0;
  let left = 0;
  let right = 0;
  while (left < a.length && right < b.length) {
    const one = skip(a, left, /[^A-Za-z0-9]/);
    const other = skip(b, right, /[^A-Za-z0-9]/);
    const separators = [one - left, other - right] as const;
    left = one;
    right = other;
    if (left === a.length || right === b.length) break;
    if (separators[0] !== separators[1]) return separators[0] < separators[1] ? -1 : 1;
    const numeric = /[0-9]/.test(a[left]!);
    const kind = numeric ? /[0-9]/ : /[A-Za-z]/;
    const mine = a.slice(left, skip(a, left, kind));
    const theirs = b.slice(right, skip(b, right, kind));
    if (theirs === '') return numeric ? 1 : -1;
    const order = numeric ? compareDigits(mine, theirs) : compareText(mine, theirs);
    if (order !== 0) return order;
    left += mine.length;
    right += theirs.length;
  }
  const remains = [a.slice(left), b.slice(right)] as const;
  if (remains[0] === '' && remains[1] === '') return 0;
  if (remains[0] === '') return /^[A-Za-z]/.test(remains[1]) ? 1 : -1;
  return /^[A-Za-z]/.test(remains[0]) ? -1 : 1;
}

/** The first place from `at` on whose character is not of the kind. */
function skip(text: string, at: number, kind: RegExp): number {
  while (at < text.length && kind.test(text[at]!)) at++;
  return at;
}
