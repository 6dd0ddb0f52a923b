import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareNumbers } from './digits.ts';

export interface DebianVersion {
  /** Digits. */
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

/** deb-version(7): the upstream version may hold colons when an epoch stands before it, hyphens when a revision follows. */
const shape = /^(?:(?:\+|-(?=0+:))?([0-9]+):)?([0-9][A-Za-z0-9.+~:-]*)$/;
const revisionShape = /^[A-Za-z0-9.+~]+$/;
/** dpkg keeps epochs in a C int. */
const greatestEpoch = String(2 ** 31 - 1);

/**
 * Debian, Ubuntu and all that dpkg installs. Space around a version is dropped as dpkg does; what dpkg
 * says has bad syntax is null, also where `dpkg --compare-versions` goes on with a warning. A sign before
 * the epoch is read as dpkg reads it, though deb-version(7) forbids it.
 */
export const debianOrder = defineOrder<DebianVersion>('Debian', read, compare);

function read(text: string): DebianVersion | null {
  const match = shape.exec(text.replaceAll(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, ''));
  if (match === null) return null;
  const [, epoch, rest] = match as unknown as [string, string | undefined, string];
  if (epoch === undefined && rest.includes(':')) return null;
  if (epoch !== undefined && compareDigits(epoch, greatestEpoch) > 0) return null;
  const hyphen = rest.lastIndexOf('-');
  const revision = hyphen === -1 ? '0' : rest.slice(hyphen + 1);
  if (!revisionShape.test(revision)) return null;
  return { epoch: epoch ?? '0', upstream: hyphen === -1 ? rest : rest.slice(0, hyphen), revision };
}

function compare(a: DebianVersion, b: DebianVersion): Order {
  return (
    compareDigits(a.epoch, b.epoch) || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision)
  );
}

/** Runs of other characters and runs of digits in turn, as deb-version(7) describes the comparison. */
function compareParts(a: string, b: string): Order {
  const left = a.split(/([0-9]+)/);
  const right = b.split(/([0-9]+)/);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = left[at] ?? '';
    const other = right[at] ?? '';
    const order = at % 2 === 1 ? compareDigits(one, other) : compareOthers(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

function compareOthers(a: string, b: string): Order {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = compareNumbers(weight(a, at), weight(b, at));
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde stands before the end, the end before letters, letters before all else. */
function weight(text: string, at: number): number {
  if (at >= text.length) return 0;
  const character = text[at]!;
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
