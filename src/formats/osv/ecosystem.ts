/**
 * Where an advisory and a package meet: the ecosystem with its release in one spelling. Feeds and
 * os-release files write the same release in several: `Ubuntu:22.04:LTS` and 22.04, `v3.20` and
 * 3.20.3, `12` and bookworm.
 */
export interface Place {
  /** `Debian:12`, `Alpine:v3.20`, `Ubuntu:22.04`, `Red Hat:9`, `PyPI`. */
  readonly key: string;
  /** The ecosystem alone: `Debian`. */
  readonly base: string;
  /** Fixes of Ubuntu Pro, for the same release. */
  readonly pro: boolean;
}

/** Debian's releases by name (https://www.debian.org/releases/). */
const debianReleases: Readonly<Record<string, string>> = {
  squeeze: '6',
  wheezy: '7',
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  duke: '15',
};

/** Releases of Ubuntu with long support, by name (https://wiki.ubuntu.com/Releases). */
export const ubuntuReleases: Readonly<Record<string, string>> = {
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  resolute: '26.04',
};

/** The number of a release that may be given by its name; what is no name stays as it is. */
export function releaseNumber(distribution: 'debian' | 'ubuntu', release: string): string {
  const table = distribution === 'debian' ? debianReleases : ubuntuReleases;
  // Names come from feeds and SBOMs: `constructor` is none.
  return Object.hasOwn(table, release) ? table[release]! : release;
}

export function placeOf(ecosystem: string): Place {
  const colon = ecosystem.indexOf(':');
  const base = colon === -1 ? ecosystem : ecosystem.slice(0, colon);
  const suffix = colon === -1 ? '' : ecosystem.slice(colon + 1);
  if (suffix === '') return { key: base, base, pro: false };
  const pro = base === 'Ubuntu' && /^Pro:\d/.test(suffix);
  const release = releaseOf(base, pro ? suffix.slice(4) : suffix);
  return { key: release === '' ? base : `${base}:${release}`, base, pro };
}

function releaseOf(base: string, suffix: string): string {
  switch (base) {
    case 'Debian':
      return /^\d+/.exec(suffix)?.[0] ?? releaseNumber('debian', suffix);
    case 'Alpine': {
      const version = /^v?(\d+\.\d+)/.exec(suffix);
      return version === null ? suffix : `v${version[1]}`;
    }
    case 'Ubuntu':
      return /^(\d+\.\d+)(:LTS|\.\d+)?$/.exec(suffix)?.[1] ?? suffix;
    case 'AlmaLinux':
    case 'Rocky Linux':
      return /^\d+/.exec(suffix)?.[0] ?? suffix;
    case 'Red Hat':
      return redHatRelease(suffix);
    case 'SUSE':
      return suseRelease(suffix);
    // A suffix of these names the registry, which a package as installed does not tell.
    case 'Maven':
    case 'Packagist':
    case 'PyPI':
    case 'VSCode':
      return '';
    default:
      return suffix;
  }
}

/**
 * `enterprise_linux:9::appstream` and `9.4` are release 9. Other streams (`rhel_eus:9.4`) hold fixes
 * that a plain release does not get, so they stay apart.
 */
function redHatRelease(suffix: string): string {
  const plain = /^(?:enterprise_linux:)?(\d+)(?:[.:].*)?$/.exec(suffix);
  return plain === null ? suffix.split('::')[0]! : plain[1]!;
}

/**
 * A service pack of SUSE Linux Enterprise is one line of packages, and advisories spread it over products:
 * openssl of Server 15 SP5 is told of under `Linux Enterprise Module for Basesystem 15 SP5`, later under
 * `Linux Enterprise Server 15 SP5-LTSS`. Micro has releases of its own.
 */
function suseRelease(suffix: string): string {
  const match = /^Linux Enterprise (?!Micro)(?:[^ ]+ )*?(\d+(?:\.\d+)?)( SP\d+)?(?:-[A-Za-z-]+)?$/.exec(suffix);
  return match === null ? suffix : match[1]! + (match[2] ?? '');
}

/** The name in the spelling that its ecosystem compares: PEP 503 for PyPI, lower case for NuGet and Packagist. */
export function nameIn(base: string, name: string): string {
  if (base === 'PyPI') return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  return base === 'NuGet' || base === 'Packagist' ? name.toLowerCase() : name;
}
