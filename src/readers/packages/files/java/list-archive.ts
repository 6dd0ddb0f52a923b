import type { ZipEntry } from '../../../../formats/zip-archive/directory.ts';
import type { FileBytes } from '../analyser.ts';
import { quoted, type Listing } from '../listing.ts';
import { readText, type Contents } from './archive.ts';
import { faultOf, licensesOfPom, readPom, readPomProperties, type Coordinates } from './coordinates.ts';
import { splitFileName } from './file-name.ts';
import { coordinatesOfManifest, guessOf, otherVersionIn, ownOf, statedVersions } from './identity.ts';
import { bundleLicenses, readManifest } from './manifest.ts';
import { mavenPackage } from './maven-package.ts';
import { stemOf } from './names.ts';

interface Archive {
  readonly bytes: FileBytes;
  readonly path: string;
  /** Before the names of its entries. */
  readonly place: string;
  readonly contents: Contents;
  readonly listing: Listing;
}

interface Told extends Coordinates {
  /** Of the entry that tells it. */
  readonly name: string;
  readonly licenses: readonly string[];
}

/**
 * Lists what an archive is and what was packed into it: by pom.properties or pom.xml, then by what its
 * manifest states. What the file name and the manifest only suggest is listed without a group.
 */
export function listArchive({ bytes, path, place, contents, listing }: Archive): void {
  const { manifest: manifestEntry, poms, classes, hasCode } = contents;
  const stem = stemOf(path);
  // Sources and documentation bring the coordinates of what they were made of, and nothing to run.
  if (!hasCode && /-(?:sources|javadoc|test-sources)$/.test(stem)) return;
  const at = place === '' ? undefined : place.slice(0, -2);
  const text =
    manifestEntry === null ? '' : (readText(bytes, manifestEntry, listing, `${place}${manifestEntry.name}`) ?? '');
  const manifest = readManifest(text);
  const told = readPoms(bytes, poms, place, listing);
  const named = splitFileName(stem, statedVersions(manifest));
  const own =
    ownOf(
      told.filter(({ name }) => name.startsWith('META-INF/')),
      stem,
      manifest,
      named,
    ) ?? null;
  const licenses = bundleLicenses(manifest.get('bundle-license') ?? '');
  for (const one of told) {
    const isOwn = one === own && licenses.length > 0;
    listing.add(mavenPackage(one, isOwn ? licenses : one.licenses, `${place}${one.name}`));
  }
  if (own !== null) {
    const other = otherVersionIn(stem, own);
    if (other !== null) {
      listing.say(`is named as version ${quoted(other)} and says inside that it is ${quoted(own.version)}`, at);
    }
    return;
  }
  const stated = coordinatesOfManifest(manifest);
  if (stated !== null && faultOf(stated) === null) {
    const isListed = told.some(({ group, artifact }) => group === stated.group && artifact === stated.artifact);
    if (!isListed) listing.add(mavenPackage(stated, licenses, `${place}${manifestEntry!.name}`));
    return;
  }
  if (!hasCode || isOfRuntime(path, manifest)) return;
  const guess = guessOf(stem, manifest, classes);
  if (typeof guess === 'string') {
    listing.say(
      `is an archive of which is not known what it is: ${guess}, and it has no pom.properties of its own`,
      at,
    );
    return;
  }
  const { group, artifact, version } = guess;
  listing.add(mavenPackage({ group: group ?? '', artifact, version }, licenses, at));
  if (group !== null) return;
  const what = quoted(`${artifact} ${version}`);
  listing.say(`nothing in it says of which group of Maven ${what} is, so that no advisory is held against it`, at);
}

/** Coordinates that stand in the archive, by their folder. */
function readPoms(bytes: FileBytes, entries: readonly ZipEntry[], place: string, listing: Listing): readonly Told[] {
  const folders = new Map<string, { properties?: ZipEntry; xml?: ZipEntry }>();
  for (const entry of entries) {
    const end = entry.name.lastIndexOf('/');
    const folder = entry.name.slice(0, end);
    const held = folders.get(folder) ?? {};
    folders.set(folder, held);
    held[entry.name.endsWith('.xml') ? 'xml' : 'properties'] = entry;
  }
  const found: Told[] = [];
  for (const { properties, xml } of folders.values()) {
    const document = xml === undefined ? null : readText(bytes, xml, listing, `${place}${xml.name}`);
    const licenses = document === null ? [] : licensesOfPom(document);
    const entry = properties ?? xml!;
    const body = properties === undefined ? document : readText(bytes, properties, listing, `${place}${entry.name}`);
    if (body === null) continue;
    const told = properties === undefined ? readPom(body) : readPomProperties(body);
    const fault = typeof told === 'string' ? told : faultOf(told);
    if (fault !== null || typeof told === 'string') listing.say(fault!, `${place}${entry.name}`);
    else found.push({ ...told, name: entry.name, licenses });
  }
  return found;
}

/** Parts of the Java runtime itself, which its `release` file tells of: rt.jar, jce.jar, jrt-fs.jar. */
function isOfRuntime(path: string, manifest: ReadonlyMap<string, string>): boolean {
  return (
    /(?:^|\/)lib\/(?:ext\/)?[a-z-]+\.jar$/.test(path) &&
    manifest.get('implementation-title') === 'Java Runtime Environment' &&
    (manifest.get('specification-title') ?? '').startsWith('Java Platform API')
  );
}
