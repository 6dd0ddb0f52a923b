import type { OperatingSystem } from '../../../facts/image.ts';
import { parsePurl } from '../../../formats/purl/parse-purl.ts';
import { valuesOf, type SbomComponent } from '../../../formats/sbom/document.ts';
import { ecosystemOf, isOfDistribution } from './ecosystems.ts';
import { readForeign, type ForeignPackage, type Shortcoming } from './foreign.ts';
import type { SbomGaps } from './gaps.ts';

/** Kinds of component that hold no code of packages, unless a package URL says that one is a package. */
const noPackages = new Set([
  'ancestor',
  'file',
  'data',
  'cryptographic-asset',
  'machine-learning-model',
  'device',
  'operating-system',
]);

/** The packages that other tools wrote; what is none for advisories is counted in gaps. */
export function foreignPackages(
  components: readonly SbomComponent[],
  root: SbomComponent | null,
  system: OperatingSystem | null,
  gaps: SbomGaps,
): { readonly component: SbomComponent; readonly value: ForeignPackage }[] {
  const short: Record<Shortcoming, SbomComponent[]> = {
    'no-purl': [],
    'bad-purl': [],
    'no-version': [],
    image: [],
    source: [],
  };
  const contradictory: SbomComponent[] = [];
  const packages: { readonly component: SbomComponent; readonly value: ForeignPackage }[] = [];
  const taken = new Set<string>();
  const take = (component: SbomComponent): void => {
    const { found, contradicts } = readForeign(component, system);
    if (contradicts) contradictory.push(component);
    if (typeof found === 'string') short[found].push(component);
    else {
      // Some tools list the same package of the same file twice.
      const key = JSON.stringify(found);
      if (!taken.has(key)) packages.push({ component, value: found });
      taken.add(key);
    }
  };
  // A program or library that is described is in what was scanned, too.
  if (root !== null && !['container', 'operating-system'].includes(root.kind)) {
    const { found } = readForeign(root, system);
    if (typeof found !== 'string' && found.ecosystem !== null) packages.push({ component: root, value: found });
  }
  for (const component of components) if (!isNoPackage(component) && !isHolder(component)) take(component);
  gaps.counted('SBOM_INCOMPLETE', short['no-purl'], 'no package URL');
  gaps.counted('SBOM_INVALID', short['bad-purl'], 'a package URL that is none, or of another name');
  gaps.counted('SBOM_INCOMPLETE', short['no-version'], 'no version');
  gaps.counted('SBOM_INCOMPLETE', short.image, 'the package URL of an image, which may hold more than is listed');
  gaps.counted(
    'SBOM_INVALID',
    contradictory,
    'a package URL of another name, version or release than is stated; the URL was used',
  );
  return packages;
}

/** A jar may be listed as a file; what a component descends from is in no image, whatever it is. */
function isNoPackage({ kind, purl }: SbomComponent): boolean {
  if (!noPackages.has(kind)) return false;
  const type = kind === 'ancestor' || purl === null ? undefined : parsePurl(purl)?.type;
  return type === undefined || !(isOfDistribution(type) || ecosystemOf(type) !== null);
}

/** Trivy: the file that lists packages is a component of its own, which holds them. */
function isHolder(component: SbomComponent): boolean {
  return component.purl === null && valuesOf(component, 'aquasecurity:trivy:Class').length > 0;
}
