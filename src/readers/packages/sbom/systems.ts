import type { OperatingSystem } from '../../../facts/image.ts';
import { releaseNumber } from '../../../formats/osv/ecosystem.ts';
import type { PurlParts } from '../../../formats/purl/purl.ts';
import { valuesOf, type SbomComponent } from '../../../formats/sbom/document.ts';
import { distributionOf, type Distribution } from '../os/distribution.ts';

/** ID of os-release by what others call a distribution: namespaces of package URLs, names of Trivy. */
const ids: Readonly<Record<string, string>> = {
  redhat: 'rhel',
  'red hat': 'rhel',
  alma: 'almalinux',
  oracle: 'ol',
  oraclelinux: 'ol',
  amazon: 'amzn',
  amazonlinux: 'amzn',
  'cbl-mariner': 'mariner',
  'opensuse.leap': 'opensuse-leap',
  'opensuse.tumbleweed': 'opensuse-tumbleweed',
  'suse linux enterprise server': 'sles',
  'suse linux enterprise micro': 'sle-micro',
  slem: 'sle-micro',
  'slem-micro': 'sle-micro',
  rockylinux: 'rocky',
  archlinux: 'arch',
};

function systemOf(name: string, version: string, pretty = ''): OperatingSystem {
  const lower = name.toLowerCase();
  const id = Object.hasOwn(ids, lower) ? ids[lower]! : lower;
  return { id, version: releaseOf(id, version), name: pretty === '' ? `${name} ${version}`.trim() : pretty };
}

/** As os-release numbers it: Trivy writes `2 (Karoo)` and `2023.3.20240108` for Amazon Linux, others a name. */
function releaseOf(id: string, version: string): string {
  if (id === 'amzn') return /^\d+/.exec(version)?.[0] ?? version;
  return id === 'debian' || id === 'ubuntu' ? releaseNumber(id, version) : version;
}

/** What a component of the kind `operating-system` tells; Syft keeps the words of os-release as properties. */
export function systemOfComponent(component: SbomComponent): OperatingSystem {
  const [id = component.name] = valuesOf(component, 'syft:distro:id');
  const [version = component.version ?? ''] = valuesOf(component, 'syft:distro:versionID');
  return systemOf(id, version, valuesOf(component, 'syft:distro:prettyName')[0]);
}

/** The qualifier `distro` of a package URL: `debian-12`, `opensuse.leap-15.5`; Trivy's of Alpine is the release alone. */
export function systemOfPurl({ namespace = '', qualifiers = {} }: PurlParts): OperatingSystem | null {
  const { distro } = qualifiers;
  if (distro === undefined) return null;
  if (/^\d/.test(distro)) return namespace === '' ? null : systemOf(namespace, distro);
  const match = /^(\D*?)-(\d.*)$/.exec(distro);
  if (match !== null) return systemOf(match[1]!, match[2]!);
  // A rolling release has no number, and some name the release alone: `distro=bookworm`.
  const vendor = namespace === 'debian' || namespace === 'ubuntu' ? namespace : distro;
  return systemOf(vendor, vendor === distro ? '' : distro);
}

/** The distribution that a package is of; null when neither it nor its document says. */
export function distributionFor(purl: PurlParts, system: OperatingSystem | null): Distribution | null {
  const own = systemOfPurl(purl);
  const ofDocument = system === null ? null : distributionOf(system);
  if (own !== null) {
    const stated = distributionOf(own);
    // The document may tell more of the same release: openEuler names its service packs in words only.
    return ofDocument !== null && own.id === system?.id && isSameRelease(own, ofDocument) ? ofDocument : stated;
  }
  if (system === null || ofDocument === null) return null;
  const { namespace } = purl;
  const agrees = namespace === undefined || namespace === ofDocument.namespace;
  return agrees || systemOf(namespace, '').id === system.id ? ofDocument : null;
}

/** Whether a package URL names another release of the distribution than the document that it stands in. */
export function contradictsRelease(purl: PurlParts, system: OperatingSystem | null): boolean {
  const own = systemOfPurl(purl);
  return own !== null && own.id === system?.id && !isSameRelease(own, distributionOf(system));
}

function isSameRelease(own: OperatingSystem, { ecosystem }: Distribution): boolean {
  if (own.version === '') return true;
  const stated = distributionOf(own).ecosystem;
  return stated !== null && (ecosystem === stated || ecosystem?.startsWith(`${stated}-`) === true);
}
