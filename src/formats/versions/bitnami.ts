import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists } from './digits.ts';
import { compareSemantic, readSemantic, type SemanticVersion } from './semver.ts';

interface BitnamiVersion {
  readonly version: SemanticVersion;
  /** Digits; the number of the build of this version. */
  readonly revision: string;
}

/**
 * Bitnami components: semantic versions with the number of their packaging, `1.2.3-4`. It is no
 * pre-release: it comes after the version, and advisories leave it out.
 * https://github.com/bitnami/vulndb
 */
export const bitnamiOrder = defineOrder<BitnamiVersion>('Bitnami', read, compare);

function read(text: string): BitnamiVersion | null {
  const [, base, revision] = /^(.*?)-([0-9]+)$/.exec(text) ?? [];
  const version = readSemantic(base !== undefined && readSemantic(base) !== null ? base : text);
  if (version === null) return null;
  return { version, revision: base !== undefined && readSemantic(base) !== null ? revision! : '0' };
}

function compare(a: BitnamiVersion, b: BitnamiVersion): Order {
  return compareSemantic(a.version, b.version) || compareLists([a.revision], [b.revision], compareDigits);
}
