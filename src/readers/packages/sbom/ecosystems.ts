import type { PurlParts } from '../../../formats/purl/purl.ts';

/** OSV's names by type of package URL, for packages that are of no distribution. */
const ecosystems: Readonly<Record<string, string>> = {
  bitnami: 'Bitnami',
  cargo: 'crates.io',
  composer: 'Packagist',
  conan: 'ConanCenter',
  cran: 'CRAN',
  gem: 'RubyGems',
  golang: 'Go',
  hackage: 'Hackage',
  hex: 'Hex',
  maven: 'Maven',
  npm: 'npm',
  nuget: 'NuGet',
  pub: 'Pub',
  pypi: 'PyPI',
  swift: 'SwiftURL',
};

/** Null for a type that no advisories are published for. */
export function ecosystemOf(type: string): string | null {
  return Object.hasOwn(ecosystems, type) ? ecosystems[type]! : null;
}

/** The name as the ecosystem writes it: Maven joins group and artifact by a colon, distributions keep their vendor out. */
export function nameOf({ type, namespace, name }: PurlParts): string {
  if (namespace === undefined || isOfDistribution(type) || type === 'bitnami') return name;
  return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}

export function isOfDistribution(type: string): boolean {
  return ['deb', 'apk', 'rpm', 'alpm'].includes(type);
}
