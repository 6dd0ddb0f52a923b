import { defineOrder, type Order } from './contract.ts';
import { compareDigits, compareLists } from './digits.ts';
import { comparePrereleases } from './semver.ts';

export interface NuGetVersion {
  /** One to four numbers, as digits. */
  readonly release: readonly string[];
  /** In lower case; empty for a release. */
  readonly prerelease: readonly string[];
}

const shape =
  /^([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/**
 * .NET packages: semantic with up to four numbers, absent ones being zero, leading zeros allowed, and
 * letters of either case alike. https://learn.microsoft.com/nuget/concepts/package-versioning
 */
export const nugetOrder = defineOrder<NuGetVersion>('NuGet', read, compare);

function read(text: string): NuGetVersion | null {
  const match = shape.exec(text.trim());
  if (match === null) return null;
  return { release: match[1]!.split('.'), prerelease: match[2]?.toLowerCase().split('.') ?? [] };
}

function compare(a: NuGetVersion, b: NuGetVersion): Order {
  const order = compareLists(a.release, b.release, compareDigits, (next) => compareDigits(next, '0'));
  return order === 0 ? comparePrereleases(a.prerelease, b.prerelease) : order;
}
