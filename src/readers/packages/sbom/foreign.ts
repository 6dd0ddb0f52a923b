import type { OperatingSystem } from '../../../facts/image.ts';
import type { Package } from '../../../facts/package.ts';
import { parsePurl } from '../../../formats/purl/parse-purl.ts';
import { formatPurl, type PurlParts } from '../../../formats/purl/purl.ts';
import { readSourceRpm } from '../../../formats/rpm/header.ts';
import { valuesOf, type SbomComponent } from '../../../formats/sbom/document.ts';
import { ecosystemOf, isOfDistribution, nameOf } from './ecosystems.ts';
import { ownValue } from './own.ts';
import { contradictsRelease, distributionFor } from './systems.ts';

/** What a component that another tool wrote says of a package; the rest of the fact is the same for all. */
export type ForeignPackage = Omit<Package, 'image' | 'at'>;

/** Why a component is no package that advisories could be held against. */
export type Shortcoming = 'no-purl' | 'bad-purl' | 'no-version' | 'image' | 'source';

export interface ForeignRead {
  readonly found: ForeignPackage | Shortcoming;
  /** True when it states another name or version than its package URL, or that another release than the document. */
  readonly contradicts: boolean;
}

export function readForeign(component: SbomComponent, system: OperatingSystem | null): ForeignRead {
  const none = (found: Shortcoming): ForeignRead => ({ found, contradicts: false });
  if (component.purl === null || component.purl === '') return none('no-purl');
  const purl = parsePurl(component.purl);
  if (purl === null || isMisnamed(purl, component.name)) return none('bad-purl');
  if (purl.type === 'oci' || purl.type === 'docker') return none('image');
  // Red Hat lists source packages beside what was built of them; they are not installed.
  if (purl.type === 'rpm' && /^(no)?src$/.test(purl.qualifiers?.arch ?? '')) return none('source');
  const version = versionOf(purl, component.version);
  if (version === null) return none('no-version');
  const { type } = purl;
  const distribution = isOfDistribution(type) ? distributionFor(purl, system) : null;
  // An rpm in an image of Debian is held against no advisories of Debian.
  const ofDistribution = distribution?.type === type ? distribution.ecosystem : null;
  const source = isOfDistribution(type) ? sourceOf(component, purl, version) : null;
  const module =
    purl.qualifiers?.rpmmod ??
    valuesOf(component, 'aquasecurity:trivy:Modularitylabel')[0] ??
    valuesOf(component, 'syft:metadata:modularityLabel')[0];
  const vendor = component.supplier;
  const owner = parsePurl(ownValue(component, 'owner') ?? '');
  const arch = purl.qualifiers?.arch;
  const found: ForeignPackage = {
    name: nameOf(purl),
    version,
    ecosystem: isOfDistribution(type) ? ofDistribution : ecosystemOf(type),
    type,
    purl: formatPurl(purl),
    ...(arch === undefined ? {} : { architecture: arch }),
    source,
    licenses: [...new Set(component.licenses.filter((text) => text !== ''))],
    ...(vendor === null || vendor === '' ? {} : { vendor }),
    ...(module === undefined || module === '' ? {} : { module }),
    ...(owner === null ? {} : { owner: formatPurl(owner) }),
    layer: layerOf(component),
    file: fileOf(component),
  };
  const disagrees =
    contradicts(version, component.version) ||
    contradictsRelease(purl, system) ||
    isOtherName(found.name, purl.name, component.name);
  return { found, contradicts: disagrees };
}

/** `pkg:apk/alpine/@1.2` without a name reads as a package `alpine`, which nobody knows a hole of. */
function isMisnamed({ type, name }: PurlParts, stated: string): boolean {
  return isOfDistribution(type) && name.toLowerCase() !== stated.toLowerCase();
}

/**
 * Tools write names with their group and without, in the ecosystem's spelling and in others: what one
 * holds of the other is the same. `lodash` of `pkg:npm/left-pad` is not: advisories of which were asked for?
 */
function isOtherName(full: string, last: string, stated: string): boolean {
  const [a, b, c] = [full, last, stated].map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return !c!.includes(b!) && !a!.includes(c!);
}

/** The package URL's, with the epoch that rpm and Trivy keep beside it; else what the component states. */
function versionOf(purl: PurlParts, stated: string | null): string | null {
  const { version, qualifiers = {} } = purl;
  if (version === undefined) return stated === null || stated === '' || isRange(stated) ? null : stated;
  const withEpoch = /^\d+:/.test(version);
  if (isOfDistribution(purl.type) && !withEpoch) {
    if (qualifiers.epoch !== undefined && /^\d+$/.test(qualifiers.epoch)) return `${qualifiers.epoch}:${version}`;
    if (stated !== null && /^\d+:/.test(stated) && bare(stated) === version) return stated;
  }
  return version;
}

/** Manifests of source code ask for a range: `^1.2.3`, `>= 1, < 2`, `1.x`. */
function isRange(text: string): boolean {
  return /^[\^~<>=!*]|[,|\s]|\.[xX*](\.|$)/.test(text);
}

function bare(version: string): string {
  return version.replace(/^\d+:/, '').replace(/^v(?=\d)/, '');
}

/** SPDX of Trivy leaves the release of an rpm out, so the one may be the start of the other. */
function contradicts(version: string, stated: string | null): boolean {
  if (stated === null || stated === '' || isRange(stated)) return false;
  const [a, b] = [bare(version), bare(stated)];
  return !a.startsWith(b) && !b.startsWith(a);
}

/** Syft and we: the qualifier `upstream`, for rpm the name of the source's file. Trivy: properties. */
function sourceOf(component: SbomComponent, purl: PurlParts, version: string): Package['source'] {
  const value = (name: string): string | undefined => valuesOf(component, `aquasecurity:trivy:${name}`)[0];
  const upstream = purl.qualifiers?.upstream;
  if (upstream !== undefined) {
    const file = readSourceRpm(upstream);
    if (file !== null) return { name: file.name, version: sameEpoch(`${file.version}-${file.release}`, version) };
    const at = upstream.lastIndexOf('@');
    if (at <= 0) return { name: upstream, version };
    return { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
  }
  const name = value('SrcName');
  if (name === undefined || name === '') return null;
  const [number, release, epoch] = ['SrcVersion', 'SrcRelease', 'SrcEpoch'].map(value);
  if (number === undefined || number === '') return { name, version };
  const full = release === undefined || release === '' ? number : `${number}-${release}`;
  return { name, version: epoch === undefined || /^0?$/.test(epoch) ? full : `${epoch}:${full}` };
}

/** The name of a source's file has no epoch; one of the same version and release has the same. */
function sameEpoch(source: string, version: string): string {
  return /^\d+:/.test(version) && bare(version) === source ? version : source;
}

function layerOf(component: SbomComponent): string | null {
  const stated =
    valuesOf(component, 'aquasecurity:trivy:LayerDiffID')[0] ?? valuesOf(component, 'syft:location:0:layerID')[0];
  return stated === undefined || !/^sha(256|512):[0-9a-f]+$/.test(stated) ? null : stated;
}

/** Of the files that Syft names, the database that lists the package; it also names what the package brought. */
function fileOf(component: SbomComponent): string {
  const located = component.properties.filter(({ name }) => /^syft:location:\d+:path$/.test(name));
  const database = located.find(({ value }) => /\/(dpkg\/status|apk\/db\/installed|rpm\/|pacman\/)/.test(value));
  const stated =
    (database ?? located[0])?.value ?? component.file ?? valuesOf(component, 'aquasecurity:trivy:FilePath')[0] ?? '';
  return stated.replace(/^\/+/, '');
}
