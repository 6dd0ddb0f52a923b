/** Name and version that the name of a folder or file tells; null when it could be read in two ways, or in none. */
export interface Named {
  readonly name: string;
  readonly version: string;
}

/**
 * `requests-2.31.0.dist-info/METADATA`, `six-1.16.0-py3.11.egg-info`, `a-1.0-py3.7-linux-x86_64.egg/EGG-INFO/PKG-INFO`:
 * hyphens inside of names and versions are written as underscores there.
 */
export function namedBy(path: string): Named | null {
  const folder = path.split('/').findLast((segment) => suffix.test(segment));
  if (folder === undefined) return null;
  const stem = folder.replace(suffix, '').replace(/-py\d[\d.]*(?:-.*)?$/, '');
  const parts = stem.split('-');
  const [name = '', version = ''] = parts;
  if (parts.length !== 2 || !validName.test(name) || !/^\d/.test(version)) return null;
  return { name, version: version.replaceAll('_', '-') };
}

const suffix = /\.(?:dist-info|egg-info|egg)$/;

/** https://packaging.python.org/specifications/name-normalization/ */
export const validName = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;
