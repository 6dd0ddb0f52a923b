import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists, compareText, isDigits } from './digits.ts';

export interface SemanticVersion {
  /** Major, minor and patch, as digits. */
  readonly release: readonly [string, string, string];
  /** Empty for a release. */
  readonly prerelease: readonly string[];
  readonly build: readonly string[];
}

const number = '(?:0|[1-9][0-9]*)';
const identifier = `(?:${number}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const shape = new RegExp(
  `^(${number})\\.(${number})\\.(${number})(?:-(${identifier}(?:\\.${identifier})*))?` +
    '(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$',
);

/** Semantic Versioning 2.0.0, clauses 2 to 10; null for all else. https://semver.org */
export function readSemantic(text: string): SemanticVersion | null {
  const match = shape.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, prerelease, build] = match;
  return {
    release: [major!, minor!, patch!],
    prerelease: prerelease?.split('.') ?? [],
    build: build?.split('.') ?? [],
  };
}

/** Clause 11: the build does not count. */
export function compareSemantic(a: SemanticVersion, b: SemanticVersion): Order {
  const order = compareLists(a.release, b.release, compareDigits);
  return order === 0 ? comparePrereleases(a.prerelease, b.prerelease) : order;
}

/** Clause 11.3 and 11.4; a release stands after its pre-releases. */
export function comparePrereleases(a: readonly string[], b: readonly string[]): Order {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : a.length === 0 ? 1 : -1;
  return compareLists(a, b, compareIdentifiers);
}

/** Numbers by value and before words; words by their characters. */
export function compareIdentifiers(a: string, b: string): Order {
  const numeric = isDigits(a);
  if (numeric !== isDigits(b)) return numeric ? -1 : 1;
  return numeric ? compareDigits(a, b) : compareText(a, b);
}

/** `v1.2.3` is the name of a tag, not a version (FAQ of semver.org); many feeds write it all the same. */
function withoutV(text: string): string {
  return text.startsWith('v') ? text.slice(1) : text;
}

/** Where versions are semantic and no tool of the ecosystem says more. */
export const semverOrder = defineOrder('SemVer', (text) => readSemantic(withoutV(text)), compareSemantic);

/** Cargo keeps the three numbers in 64 bits; pre-release numbers have no limit. https://docs.rs/semver */
export const cratesOrder = defineOrder(
  'crates.io',
  (text) => within(readSemantic(text), '18446744073709551615'),
  compareSemantic,
);

/** npm takes `v1.2.3` and space around it, but no number that JavaScript cannot hold, and 256 characters. */
export const npmOrder = defineOrder(
  'npm',
  (text) => (text.length > 256 ? null : within(readSemantic(withoutV(text.trim())), String(Number.MAX_SAFE_INTEGER))),
  compareSemantic,
);

function within(version: SemanticVersion | null, greatest: string): SemanticVersion | null {
  return version === null || version.release.some((number) => compareDigits(number, greatest) > 0) ? null : version;
}
