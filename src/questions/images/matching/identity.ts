import type { Package } from '../../../facts/package.ts';
import { placeOf } from '../../../formats/osv/ecosystem.ts';

/** A name and version under which a package is looked for. */
export interface Identity {
  readonly name: string;
  readonly version: string;
  /** True for the name of the source package where feeds list the binaries that they mean. */
  readonly listsBinaries: boolean;
}

/** Distributions whose advisories name source RPMs. */
const sourceRpms = new Set([
  'SUSE',
  'openSUSE',
  'Rocky Linux',
  'openEuler',
  'Mageia',
  'Azure Linux',
  'CBL-Mariner',
  'Photon OS',
]);

/**
 * Debian and Ubuntu list source packages with the source's version. Alpine and its kin list the
 * origin, some feeds the package itself. RPM feeds list binaries, a few of them sources.
 */
export function identitiesOf(found: Package): readonly Identity[] {
  const own: Identity = { name: found.name, version: found.version, listsBinaries: false };
  const source = found.source;
  if (source === null) return [own];
  const { name, version } = source;
  const built: Identity = {
    name,
    version: version === '' ? found.version : version,
    listsBinaries: found.type === 'rpm',
  };
  if (found.type === 'deb') return name.startsWith('linux-signed') ? [built, unsigned(built)] : [built];
  const bySource = found.type === 'apk' || sourceRpms.has(placeOf(found.ecosystem ?? '').base);
  return bySource && name !== found.name ? [built, own] : [own];
}

/**
 * Signed kernels are built from a source that only signs, `linux-signed-amd64` 6.1.76+1, and trackers
 * speak of the one that was signed: `linux` 6.1.76-1. Ubuntu keeps the version.
 */
function unsigned({ name, version, listsBinaries }: Identity): Identity {
  return {
    name: name.replace(/^linux-signed/, 'linux').replace(/-(amd64|arm64|i386)$/, ''),
    version: version.includes('-') ? version : version.replace(/\+(?=\d)/, '-'),
    listsBinaries,
  };
}

/** Sources of the kernel: `linux`, `linux-aws`, `linux-signed-amd64`, `kernel`, `kernel-rt`. */
const kernelSource = /^(linux|kernel)(-|$)/;
/** Their packages that hold text: headers, documentation, sources, the makefiles to build modules. */
const kernelText =
  /^(linux-libc-dev(-.*)?|linux-headers(-.*)?|linux-.+-headers-.+|linux-kbuild-.*|linux-(doc|source)(-.*)?|kernel-(.+-)?(headers|devel|devel-matched|doc|srpm-macros))$/;

/**
 * A vulnerability of the running kernel is none of headers that were built from the same source: an
 * image is not affected by them, and brings no kernel with it.
 */
export function isKernelText(found: Package): boolean {
  return kernelSource.test(found.source?.name ?? found.name) && kernelText.test(found.name);
}
