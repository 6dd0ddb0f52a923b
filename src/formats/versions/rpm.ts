import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareNumbers, compareText } from './digits.ts';
import { splitEpochVersionRelease, type EpochVersionRelease } from './epoch-version-release.ts';

/**
 * Red Hat, SUSE and all that rpm installs. rpm's comparison takes any text, and so does this but for
 * spaces and control characters. As in rpm, a version without a release stands before the same with one.
 * https://rpm-software-management.github.io/rpm/man/rpm-version.7
 */
export const rpmOrder = defineOrder<EpochVersionRelease>('Red Hat', splitEpochVersionRelease, compare);

function compare(a: EpochVersionRelease, b: EpochVersionRelease): Order {
  const order = compareDigits(a.epoch, b.epoch) || compareParts(a.version, b.version);
  if (order !== 0) return order;
  if (a.release === undefined || b.release === undefined) {
    return compareNumbers(a.release === undefined ? 0 : 1, b.release === undefined ? 0 : 1);
  }
  return compareParts(a.release, b.release);
}

const part = /[0-9]+|[A-Za-z]+|[~^]/g;

/** The runs of digits, runs of letters, tildes and carets; all else only separates. */
function compareParts(a: string, b: string): Order {
  const left = a.match(part) ?? [];
  const right = b.match(part) ?? [];
  for (let at = 0; at < left.length || at < right.length; at++) {
    const order = comparePart(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde stands before the end; the end before a caret; a caret before letters, letters before digits. */
function comparePart(a: string | undefined, b: string | undefined): Order {
  const order = compareNumbers(rank(a), rank(b));
  if (order !== 0 || a === undefined || b === undefined) return order;
  return rank(a) === 4 ? compareDigits(a, b) : compareText(a, b);
}

function rank(part: string | undefined): number {
  if (part === undefined) return 1;
  if (part === '~') return 0;
  if (part === '^') return 2;
  return /^[0-9]/.test(part) ? 4 : 3;
}
