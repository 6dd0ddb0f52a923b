import type { Coordinates } from './coordinates.ts';
import { splitFileName, type NamedBy } from './file-name.ts';
import { groupOf } from './publishers.ts';

type Manifest = ReadonlyMap<string, string>;

/** Coordinates that a manifest states as such. */
export function coordinatesOfManifest(manifest: Manifest): Coordinates | null {
  const title = manifest.get('implementation-title') ?? '';
  // gradle-info-plugin and Ivy write all three.
  const [, group, artifact, version] = /^([\w.-]+)#([\w.-]+);([\w.+-]+)$/.exec(title) ?? [];
  if (group !== undefined) return { group, artifact: artifact!, version: version! };
  // Plugins of Jenkins (https://www.jenkins.io/doc/developer/plugin-development/, maven-hpi-plugin).
  const plugin = {
    group: manifest.get('group-id') ?? '',
    artifact: manifest.get('artifact-id') ?? manifest.get('short-name') ?? '',
    version: (manifest.get('plugin-version') ?? '').split(' ')[0]!,
  };
  return plugin.group === '' || plugin.artifact === '' || plugin.version === '' ? null : plugin;
}

/** Versions that a manifest gives to the archive itself. */
export function statedVersions(manifest: Manifest): readonly string[] {
  const stated = ['implementation-version', 'bundle-version', 'specification-version', 'plugin-version'].map(
    (name) => (manifest.get(name) ?? '').split(' ')[0]!,
  );
  return [...new Set(stated)].filter((version) => /^\d/.test(version)).toSorted((a, b) => b.length - a.length);
}

/** Parts of which is not sure that they are Maven's. */
export interface Guess extends NamedBy {
  /** The group, when it is sure. */
  readonly group: string | null;
}

/** What the file name and the manifest together tell; a string says what neither does. */
export function guessOf(stem: string, manifest: Manifest, classes: readonly string[]): Guess | string {
  const versions = statedVersions(manifest);
  const named = splitFileName(stem, versions);
  if (named !== null) {
    const group = confirms(named, manifest, versions) ? groupOf(named, classes) : null;
    return { ...named, group };
  }
  const version = manifest.get('implementation-version')?.split(' ')[0] ?? versions[0] ?? '';
  if (!/^[\w][\w.+-]*$/.test(version)) return 'neither its file name nor its manifest tells a version';
  const title = manifest.get('implementation-title') ?? '';
  const bundle = (manifest.get('bundle-symbolicname') ?? '').split(';')[0]!.trim();
  const artifact = [title, bundle, stem].find((name) => /^[A-Za-z][\w.-]*$/.test(name));
  if (artifact === undefined) return 'neither its file name nor its manifest tells a name';
  const told: NamedBy = { artifact, version };
  return { ...told, group: artifact === title ? groupOf(told, classes) : null };
}

/** A manifest that names another version or no version at all does not confirm a file name. */
function confirms({ artifact, version }: NamedBy, manifest: Manifest, versions: readonly string[]): boolean {
  const title = manifest.get('implementation-title');
  const names = title === undefined || title === artifact || !/^[a-z][\w.]*-[\w.-]+$/.test(title);
  return names && versions.some((stated) => stated === version || isOsgiOf(stated, version));
}

/** OSGi has no qualifiers but a fourth part: `42.6.0` and `42.6.0.jre8` of `42.6.0-jre8`. */
function isOsgiOf(stated: string, version: string): boolean {
  const plain = (text: string): string => text.replaceAll(/[-_+]/g, '.').toLowerCase();
  return plain(stated) === plain(version) || plain(version).startsWith(`${plain(stated)}.`);
}

/**
 * Which of several coordinates are those of the archive itself, for which its file name speaks, then its
 * manifest; null when that cannot be told.
 */
export function ownOf<C extends Coordinates>(
  told: readonly C[],
  stem: string,
  manifest: Manifest,
  fromManifest: NamedBy | null,
): C | null {
  const byName = told
    .filter((one) => namesArtifact(stem, one))
    .toSorted((a, b) => b.artifact.length - a.artifact.length || Number(fits(stem, b)) - Number(fits(stem, a)));
  if (byName[0] !== undefined) return byName[0];
  const names = [manifest.get('implementation-title'), manifest.get('bundle-symbolicname')?.split(';')[0]?.trim()];
  const byManifest = told.filter(
    ({ group, artifact, version }) =>
      names.some((name) => name === artifact || name === `${group}.${artifact}` || name === `${group}:${artifact}`) &&
      statedVersions(manifest).some((stated) => stated === version || isOsgiOf(stated, version)),
  );
  if (byManifest.length === 1) return byManifest[0]!;
  const main = manifest.get('start-class') ?? manifest.get('main-class') ?? '';
  const byMain = told.filter(({ group }) => group.includes('.') && main.startsWith(`${group}.`));
  if (fromManifest === null && byMain.length === 1) return byMain[0]!;
  // A file name without a version says nothing against the only one.
  return told.length === 1 && fromManifest === null ? told[0]! : null;
}

/** `foo`, `foo-1.2`, `foo-1.2-jdk8`, `org.acme.foo_1.2`, `org.foo-1.2` are names of `org.acme:foo`. */
function namesArtifact(stem: string, { group, artifact }: Coordinates): boolean {
  const plain = (text: string): string => text.replaceAll(/[._-]+/g, '.').toLowerCase();
  const name = plain(stem);
  const own = plain(artifact);
  const starts = [own, ...groupStarts(plain(group)).map((start) => `${start}.${own}`)];
  return starts.some(
    (start) => name === start || (name.startsWith(`${start}.`) && /^v?\d/.test(name.slice(start.length + 1))),
  );
}

/** `org`, `org.acme`, `org.acme.foo`. */
function groupStarts(group: string): readonly string[] {
  const parts = group.split('.').slice(0, 10);
  return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
}

function fits(stem: string, { artifact, version }: Coordinates): boolean {
  return stem.includes(`${artifact}-${version}`);
}

/** The version that a file name gives in place of the one that was built into the archive; null for none. */
export function otherVersionIn(stem: string, { artifact, version }: Coordinates): string | null {
  if (!stem.startsWith(`${artifact}-`)) return null;
  const rest = stem.slice(artifact.length + 1);
  if (rest === version || rest.startsWith(`${version}-`) || rest.startsWith(`${version}.`)) return null;
  // Snapshots are stored under the moment of their deployment.
  const snapshot = version.replace(/-SNAPSHOT$/, '');
  if (snapshot !== version && rest.startsWith(`${snapshot}-`)) return null;
  return splitFileName(`x-${rest}`, [])?.version ?? null;
}
