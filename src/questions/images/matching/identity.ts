import type { Package } from '../../../facts/package.ts';
import { placeOf } from '../../../formats/osv/ecosystem.ts';
import { otherNames } from './also-known.ts';

/** A name and version under which a package is looked for. */
export interface Identity {
  /** As OSV spells it; empty for a package whose distribution or release is not known. */
  readonly ecosystem: string;
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
  const ecosystem = found.ecosystem ?? '';
  const own: Identity = { ecosystem, name: found.name, version: found.version, listsBinaries: false };
  const source = found.source;
  const others = otherNames(ecosystem, found.name, found.version).map((other) => ({ ...other, listsBinaries: false }));
  if (source === null) return [own, ...others];
  const { name, version } = source;
  const built: Identity = {
    ecosystem,
    name,
    version: version === '' ? found.version : version,
    listsBinaries: found.type === 'rpm',
  };
  if (found.type === 'deb') return name.startsWith('linux-signed') ? [built, unsigned(built)] : [built];
  const bySource = found.type === 'apk' || sourceRpms.has(placeOf(ecosystem).base);
  return bySource && name !== found.name ? [built, own] : [own, ...others];
}

/**
 * Signed kernels are built from a source that only signs, `linux-signed-amd64` 6.1.76+1, and trackers
 * speak of the one that was signed: `linux` 6.1.76-1. Ubuntu keeps the version.
 */
function unsigned({ name, version, ...rest }: Identity): Identity {
  return {
    ...rest,
    name: name.replace(/^linux-signed/, 'linux').replace(/-(amd64|arm64|i386)$/, ''),
    version: version.includes('-') ? version : version.replace(/\+(?=\d)/, '-'),
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
