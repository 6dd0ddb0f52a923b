import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists } from './digits.ts';
import { compareIdentifiers, comparePrereleases, type SemanticVersion } from './semver.ts';

const shape =
  /^v?([0-9]+)\.([0-9]+)\.([0-9]+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * Dart and Flutter packages: semantic, but leading zeros are allowed and the build counts, after the
 * version without one. https://dart.dev/tools/pub/versioning, https://pub.dev/packages/pub_semver
 */
export const pubOrder = defineOrder<SemanticVersion>('Pub', read, compare);

function read(text: string): SemanticVersion | null {
  const match = shape.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, prerelease, build] = match;
  return {
    release: [major!, minor!, patch!],
    prerelease: prerelease?.split('.') ?? [],
    build: build?.split('.') ?? [],
  };
}

function compare(a: SemanticVersion, b: SemanticVersion): Order {
  return (
    compareLists(a.release, b.release, compareDigits) ||
    comparePrereleases(a.prerelease, b.prerelease) ||
    compareLists(a.build, b.build, compareIdentifiers)
  );
}
