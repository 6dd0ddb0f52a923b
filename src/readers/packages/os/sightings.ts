import type { Image } from '../../../facts/image.ts';
import { pkg, type Package } from '../../../facts/package.ts';
import { formatPurl } from '../../../formats/purl/purl.ts';
import type { Sighting } from '../../../model/collector.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { fact, type About } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import type { FilePackages, FoundPackage, SilentProgram } from '../file-packages.ts';
import { distributionOf, type Distribution } from './distribution.ts';
import type { Owners } from './owners.ts';
import type { BroughtPackage, OsPackages } from './read-packages.ts';

/** Gaps of files; one is enough to keep the answer open. */
const maxFileGaps = 100;

/** What cannot be told of an image whose packages are not all known. */
const touches = ['images/vulnerabilities', 'images/updates'];

/**
 * The `package` facts of an image, and a gap for everything that hides packages or keeps them from being judged.
 *
 * @param files what other files than the databases list
 * @param owners packages of the distribution that installed such files
 * @param programs of which neither an analyser nor a package tells what they are
 */
export function packageSightings(
  about: About,
  image: Image,
  found: OsPackages,
  files: FilePackages,
  owners: Owners,
  programs: readonly SilentProgram[] = [],
): Sighting[] {
  const system = image.os.value;
  const distribution = system === undefined ? null : distributionOf(system);
  const name = about.subject.name;
  const gap = (code: Gap['code'], because: string, toKnow: string, at: Evidence): Sighting => ({
    gap: { code, source: about.subject.source, subject: name, because, toKnow, touches, at },
  });
  const gaps = found.problems.map(({ file, because }) => {
    const at = { source: about.subject.source, file };
    return gap(
      'PACKAGES_UNREADABLE',
      `/${file}: ${because}`,
      'Build the image again, and look at the database in it.',
      at,
    );
  });
  for (const { file, place, because } of files.problems.slice(0, maxFileGaps)) {
    const at = { source: about.subject.source, file, ...(place === undefined ? {} : { place }) };
    const where = place === undefined ? file : `${file} (${place})`;
    const toKnow = 'Look at the file, or build the image without it.';
    gaps.push(gap('PACKAGES_UNREADABLE', `/${where}: ${because}`, toKnow, at));
  }
  const more = files.problems.length - maxFileGaps;
  if (more > 0) {
    const because = `${more} more files, or parts of files, that list packages cannot be read`;
    gaps.push(gap('PACKAGES_UNREADABLE', because, 'Mend the files that are named, and ask again.', image.at));
  }
  if (programs.length > 0) {
    const { because, at } = unknownPrograms(programs, image, about.subject.source);
    const toKnow = 'Install them as packages, or name an SBOM that lists what is in them in place of the image.';
    gaps.push(gap('PROGRAMS_UNKNOWN', because, toKnow, at));
  }
  const strangers = found.packages.filter((one) => isStranger(one, distribution));
  if (system !== undefined && found.packages.length === strangers.length && found.problems.length === 0) {
    const none =
      found.count === 0
        ? 'has no package database that Plimsoll reads'
        : strangers.length === 0
          ? 'has a package database without a package'
          : `has no package of its own type, ${distribution?.type}`;
    const because = `${system.name} ${none}`;
    const toKnow = 'Say what is installed by an SBOM, or build on a distribution whose packages can be read.';
    gaps.push(gap('PACKAGES_UNLISTED', because, toKnow, image.os.at));
  }
  if (found.packages.length > 0 && system !== undefined && distribution?.ecosystem === null) {
    const because = `no advisories are known by the name of ${system.name} (${distribution.distro})`;
    gaps.push(gap('PACKAGES_UNMATCHED', because, 'Look for the advisories of the distribution by hand.', image.os.at));
  }
  if (system !== undefined && strangers.length > 0) {
    const kinds = [...new Set(strangers.map(({ type }) => type))].toSorted().join(', ');
    const many = `${strangers.length} package${strangers.length === 1 ? '' : 's'}`;
    const because = `${many} of type ${kinds} are not of ${system.name}, whose advisories do not speak of them`;
    gaps.push(gap('PACKAGES_UNMATCHED', because, 'Look for the advisories of whoever made them.', image.os.at));
  }
  return [
    ...found.packages.map((one): Sighting => {
      const value = packageOf(one, image, distribution, about.subject.source);
      return { fact: fact(pkg, about, value, value.at) };
    }),
    ...files.packages.map((one): Sighting => {
      const value = filePackage(one, image, owners.get(one.file), distribution, about.subject.source);
      return { fact: fact(pkg, about, value, value.at) };
    }),
    ...gaps,
  ];
}

const namedPrograms = 3;

function unknownPrograms(
  programs: readonly SilentProgram[],
  image: Image,
  source: string,
): { readonly because: string; readonly at: Evidence } {
  const sorted = programs.toSorted((a, b) => (a.files[0]! < b.files[0]! ? -1 : 1));
  const named = sorted.slice(0, namedPrograms).map(({ files, fileLayer }) => {
    const layer = diffIdOf(image, fileLayer);
    return `/${files[0]!}${layer === null ? '' : ` of layer ${layer.slice(0, 19)}`}`;
  });
  const more = programs.length - named.length;
  const [many, them] =
    programs.length === 1
      ? ['1 program or library is', 'it']
      : [`${programs.length} programs and libraries are`, 'them'];
  const all = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const layer = diffIdOf(image, sorted[0]!.fileLayer);
  return {
    because: `${many} of no package, and nothing in ${them} says what ${them === 'it' ? 'it is' : 'they are'}: ${all}`,
    at: { source, file: sorted[0]!.files[0]!, ...(layer === null ? {} : { layer }) },
  };
}

/** An rpm in an image of Debian: held against Debian's advisories it would be clean, for they never name it. */
function isStranger({ type }: BroughtPackage, distribution: Distribution | null): boolean {
  return distribution !== null && distribution.type !== null && distribution.type !== type;
}

function diffIdOf(image: Image, index: number | null): string | null {
  const diffId = index === null ? undefined : image.layers[index]?.diffId;
  return diffId === undefined || diffId === '' ? null : diffId;
}

function filePackage(
  one: FoundPackage,
  image: Image,
  owner: BroughtPackage | undefined,
  distribution: Distribution | null,
  source: string,
): Package {
  const holder = diffIdOf(image, one.fileLayer);
  const at: Evidence = {
    source,
    file: one.file,
    ...(one.line === undefined ? {} : { line: one.line }),
    place: one.place ?? one.name,
    ...(holder === null ? {} : { layer: holder }),
  };
  return {
    name: one.name,
    version: one.version,
    ecosystem: one.ecosystem,
    type: one.type,
    purl: one.purl,
    source: null,
    licenses: one.licenses,
    ...(one.vendor === undefined ? {} : { vendor: one.vendor }),
    ...(owner === undefined ? {} : { owner: purlOf(owner, distribution) }),
    layer: diffIdOf(image, one.layer),
    file: one.file,
    image: image.id,
    at,
  };
}

function packageOf(one: BroughtPackage, image: Image, distribution: Distribution | null, source: string): Package {
  const holder = diffIdOf(image, one.fileLayer);
  const at: Evidence = {
    source,
    file: one.file,
    ...(one.line === null ? {} : { line: one.line }),
    place: one.name,
    // The layer of the file that lists it; the one that brought it may lie below.
    ...(holder === null ? {} : { layer: holder }),
  };
  return {
    name: one.name,
    version: one.version,
    ecosystem: isStranger(one, distribution) ? null : (distribution?.ecosystem ?? null),
    type: one.type,
    purl: purlOf(one, distribution),
    ...(one.architecture === '' ? {} : { architecture: one.architecture }),
    source: one.source,
    licenses: one.licenses,
    ...(one.vendor === '' ? {} : { vendor: one.vendor }),
    ...(one.module === '' ? {} : { module: one.module }),
    layer: diffIdOf(image, one.layer),
    file: one.file,
    image: image.id,
    at,
  };
}

/** purl-spec, types deb, apk, rpm and alpm; rpm keeps the epoch out of the version. */
function purlOf(one: BroughtPackage, distribution: Distribution | null): string {
  const { type, name, version, epoch, architecture, source } = one;
  return formatPurl({
    type,
    ...(distribution === null ? {} : { namespace: distribution.namespace }),
    name: type === 'deb' || type === 'apk' || type === 'alpm' ? name.toLowerCase() : name,
    version: epoch === null ? version : version.slice(version.indexOf(':') + 1),
    qualifiers: {
      arch: architecture,
      distro: distribution?.distro,
      epoch: epoch === null ? undefined : String(epoch),
      upstream: upstreamOf(source, name, version),
    },
  });
}

function upstreamOf(source: BroughtPackage['source'], name: string, version: string): string | undefined {
  if (source === null) return undefined;
  if (source.version !== version) return `${source.name}@${source.version}`;
  return source.name === name ? undefined : source.name;
}
