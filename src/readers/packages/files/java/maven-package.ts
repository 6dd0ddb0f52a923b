import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FilePackage } from '../analyser.ts';
import type { Coordinates } from './coordinates.ts';

/** Advisories name packages of Maven `group:artifact`. Without a group none can be held against it. */
export function mavenPackage(
  { group, artifact, version }: Coordinates,
  licenses: readonly string[],
  place?: string,
): FilePackage {
  return {
    name: group === '' ? artifact : `${group}:${artifact}`,
    version,
    type: 'maven',
    ecosystem: group === '' ? null : 'Maven',
    purl: formatPurl({ type: 'maven', namespace: group, name: artifact, version }),
    licenses,
    ...(place === undefined ? {} : { place }),
  };
}
