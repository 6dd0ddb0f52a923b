import type { ApkPackage } from '../../../formats/apk/parse-installed.ts';
import type { DpkgPackage } from '../../../formats/dpkg/parse-status.ts';
import type { PacmanPackage } from '../../../formats/pacman/parse-desc.ts';
import { readSourceRpm, type RpmPackage } from '../../../formats/rpm/header.ts';

/** A package of a distribution in the words of all of them. */
export interface OsPackage {
  readonly type: 'deb' | 'apk' | 'rpm' | 'alpm';
  readonly name: string;
  /** In the order of its kind, epoch included. */
  readonly version: string;
  /** rpm's epoch, which a purl keeps apart; null elsewhere. */
  readonly epoch: number | null;
  readonly architecture: string;
  readonly source: { readonly name: string; readonly version: string } | null;
  readonly licenses: readonly string[];
  readonly vendor: string;
  readonly module: string;
  /** Path inside the image; empty until it is known where the database lies. */
  readonly file: string;
  /** Index of the layer that holds this version of the file. */
  readonly fileLayer: number;
  /** 1-based; null in databases without lines. */
  readonly line: number | null;
}

const plain = { epoch: null, module: '', file: '', fileLayer: 0, line: null };
const some = (text: string): string[] => (text === '' ? [] : [text]);

export function ofDpkg({ name, version, architecture, source, maintainer, line }: DpkgPackage): OsPackage {
  return { ...plain, type: 'deb', name, version, architecture, source, licenses: [], vendor: maintainer, line };
}

export function ofApk(from: ApkPackage): OsPackage {
  const { name, version, architecture, origin, license, maintainer, line } = from;
  const source = origin === '' ? null : { name: origin, version };
  return {
    ...plain,
    type: 'apk',
    name,
    version,
    architecture,
    source,
    licenses: some(license),
    vendor: maintainer,
    line,
  };
}

export function ofPacman({ name, version, architecture, base, licenses, packager }: PacmanPackage): OsPackage {
  return {
    ...plain,
    type: 'alpm',
    name,
    version,
    architecture,
    source: { name: base, version },
    licenses,
    vendor: packager,
  };
}

export function ofRpm(from: RpmPackage): OsPackage {
  const { name, epoch, architecture, license, vendor } = from;
  const bare = `${from.version}-${from.release}`;
  const withEpoch = (version: string): string => (epoch === null ? version : `${epoch}:${version}`);
  const source = readSourceRpm(from.sourceRpm);
  const sourceVersion = source === null ? '' : `${source.version}-${source.release}`;
  return {
    ...plain,
    type: 'rpm',
    name,
    version: withEpoch(bare),
    epoch,
    architecture,
    // The name of a source package has no epoch; one of the same version and release has the same.
    source:
      source === null ? null : { name: source.name, version: sourceVersion === bare ? withEpoch(bare) : sourceVersion },
    licenses: some(license),
    vendor,
    module: from.modularityLabel,
  };
}
