import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FilePackage } from '../analyser.ts';

/** A package of npm's registry. Case counts there: `JSONStream` and `jsonstream` are two. */
export function npmPackage(name: string, version: string, licenses: readonly string[]): FilePackage {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const purl = formatPurl({
    type: 'npm',
    namespace: slash === -1 ? '' : name.slice(0, slash),
    name: name.slice(slash + 1),
    version,
  });
  return { name, version, type: 'npm', ecosystem: 'npm', purl, licenses };
}
