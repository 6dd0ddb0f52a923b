import type { OperatingSystem } from '../../../facts/image.ts';
import type { OsPackage } from './os-package.ts';

/** What advisories and purls call a distribution. */
export interface Distribution {
  /**
   * OSV's name (ossf/osv-schema, "Defined ecosystems") with the release; distributions that OSV does
   * not list are named in the same manner. Null when the distribution is not known, or its release.
   */
  readonly ecosystem: string | null;
  /** Namespace of a purl: the vendor. */
  readonly namespace: string;
  /** Qualifier `distro` of a purl: `debian-12`. */
  readonly distro: string;
  /** Type of its own packages; null when the distribution is not known. */
  readonly type: OsPackage['type'] | null;
}

/** Release numbers by what is kept of them; null when the release does not say enough. */
const major = (version: string): string | null => /^\d+/.exec(version)?.[0] ?? null;
const minor = (version: string): string | null => /^\d+\.\d+/.exec(version)?.[0] ?? null;
const whole = (version: string): string | null => (/^\d[\w.-]*$/.test(version) ? version : null);
const rolling = (): string => '';

function alpine(version: string): string | null {
  // A build from the development branch is numbered like the release it will become.
  if (/_(alpha|beta|rc|pre)|^edge/.test(version)) return 'edge';
  const release = minor(version);
  return release === null ? null : `v${release}`;
}

/** Every second April since 2004 is supported for long, which OSV writes behind the number. */
function ubuntu(version: string): string | null {
  const match = /^(\d\d)\.(\d\d)/.exec(version);
  if (match === null) return null;
  return match[2] === '04' && Number(match[1]) % 2 === 0 ? `${match[0]}:LTS` : match[0];
}

/** `15.5` is 15 SP5 up to SLE 15; later releases have plain numbers. */
function suse(product: string): (version: string) => string | null {
  return (version) => {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(version);
    if (match === null) return null;
    const [, first, second] = match;
    if (Number(first) > 15) return `${product} ${version}`;
    return second === undefined || second === '0' ? `${product} ${first}` : `${product} ${first} SP${second}`;
  };
}

/** openEuler names its service packs in the name only: `openEuler 22.03 (LTS-SP1)`. */
function openEuler(version: string, name: string): string | null {
  const release = minor(version);
  const pack = /\((LTS(?:-SP\d+)?)\)/.exec(name)?.[1];
  return release === null ? null : pack === undefined ? release : `${release}-${pack}`;
}

type Release = (version: string, name: string) => string | null;

/** By ID of os-release: ecosystem, release, namespace where it is not the ID. */
const known: Readonly<Record<string, readonly [ecosystem: string, release: Release, namespace?: string]>> = {
  debian: ['Debian', major],
  ubuntu: ['Ubuntu', ubuntu],
  alpine: ['Alpine', alpine],
  wolfi: ['Wolfi', rolling],
  chainguard: ['Chainguard', rolling],
  almalinux: ['AlmaLinux', major],
  rocky: ['Rocky Linux', major],
  rhel: ['Red Hat:enterprise_linux', major, 'redhat'],
  centos: ['CentOS', major],
  ol: ['Oracle Linux', major, 'oracle'],
  amzn: ['Amazon Linux', whole, 'amazon'],
  fedora: ['Fedora', major],
  sles: ['SUSE', suse('Linux Enterprise Server'), 'suse'],
  sles_sap: ['SUSE', suse('Linux Enterprise Server for SAP Applications'), 'suse'],
  sled: ['SUSE', suse('Linux Enterprise Desktop'), 'suse'],
  'sle-micro': ['SUSE', (version) => prefixed('Linux Enterprise Micro ', minor(version)), 'suse'],
  'opensuse-leap': ['openSUSE', (version) => prefixed('Leap ', minor(version)), 'opensuse'],
  'opensuse-tumbleweed': ['openSUSE', () => 'Tumbleweed', 'opensuse'],
  photon: ['Photon OS', minor],
  azurelinux: ['Azure Linux', major],
  mariner: ['Azure Linux', major],
  mageia: ['Mageia', major],
  openeuler: ['openEuler', openEuler],
  arch: ['Arch Linux', rolling],
};

function prefixed(words: string, release: string | null): string | null {
  return release === null ? null : words + release;
}

/** What a distribution installs: advisories about it speak of no other type. rpm where none is said. */
const types: Readonly<Record<string, OsPackage['type']>> = {
  debian: 'deb',
  ubuntu: 'deb',
  alpine: 'apk',
  wolfi: 'apk',
  chainguard: 'apk',
  arch: 'alpm',
};

/** Names a distribution as advisories do. */
export function distributionOf({ id, version, name }: OperatingSystem): Distribution {
  // os-release(5) allows lower case only; openEuler writes its own name.
  const key = id.toLowerCase();
  const distro = version === '' ? key : `${key}-${version}`;
  const entry = Object.hasOwn(known, key) ? known[key] : undefined;
  if (entry === undefined) return { ecosystem: null, namespace: key, distro, type: null };
  const type = types[key] ?? 'rpm';
  const [ecosystem, releaseOf, namespace = key] = entry;
  const release = releaseOf(version, name);
  if (release === null) return { ecosystem: null, namespace, distro, type };
  return { ecosystem: release === '' ? ecosystem : `${ecosystem}:${release}`, namespace, distro, type };
}
