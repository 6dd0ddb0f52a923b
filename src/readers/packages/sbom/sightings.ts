import { image, type Image, type ImageLayer, type OperatingSystem } from '../../../facts/image.ts';
import { pkg, type Package } from '../../../facts/package.ts';
import { readDigest, shortId } from '../../../formats/oci/digest.ts';
import { parsePurl } from '../../../formats/purl/parse-purl.ts';
import { valuesOf, type SbomComponent, type SbomRead } from '../../../formats/sbom/document.ts';
import type { Sighting } from '../../../model/collector.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { fact, type About } from '../../../model/fact.ts';
import { gapTouches } from '../../../model/gap.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { foreignPackages } from './components.ts';
import { SbomGaps } from './gaps.ts';
import {
  evidenceOfComponent,
  gapOfText,
  historyOfText,
  layerOfText,
  ownList,
  ownValue,
  ownValues,
  packageOfOwn,
} from './own.ts';
import { systemOfComponent, systemOfPurl } from './systems.ts';

const unsaid = 'an SBOM does not say it';

/**
 * What an SBOM says of an image, as the facts that looking into the image would have made. Nothing was
 * looked at: whoever made the SBOM is believed in what it lists, and everything else is a gap.
 *
 * @param shown the file, for evidence
 * @param digest of the file: the id of an image whose own is not told
 */
export function sbomSightings(read: SbomRead, shown: string, digest: string): Sighting[] {
  const at: Evidence = { source: 'sbom', file: shown };
  const { root } = read;
  const isOwn = root !== null && ownValue(root, 'id') !== undefined;
  const id = idOf(root) ?? `sbom:${digest}`;
  const references = referencesOf(root);
  const name = references[0] ?? (root === null || root.name === '' ? shortId(id) : root.name);
  const about: About = { subject: { source: 'image', kind: 'Image', name }, stage: 'declared' };
  const gaps = new SbomGaps(name, at);
  const systems = read.components.filter(({ kind }) => kind === 'operating-system');
  const os = systemSeen(read, systems, shown, gaps, isOwn);
  const value = imageOf(root, id, references, os, at);
  const packages: Package[] = [];
  const others: SbomComponent[] = [];
  for (const component of read.components) {
    const own = packageOfOwn(component, id, shown);
    if (own === null) others.push(component);
    else packages.push(own);
  }
  for (const found of foreignPackages(others, root, os.value ?? null, gaps)) {
    packages.push({ ...found.value, image: id, at: evidenceOf(found.component, found.value, shown) });
  }
  gaps.only(value.created.value === undefined);
  if (read.vex !== null && read.vex.statements.length > 0) gaps.vex(read.vex.statements.length, shown);
  const told = isOwn ? ownGaps(read, gaps) : 0;
  for (const fault of read.faults) {
    // What our own SBOM lacks stands in its gaps.
    if (told === 0 || fault.code !== 'SBOM_INCOMPLETE' || fault.place?.startsWith('compositions') !== true)
      gaps.fault(fault);
  }
  // Ours tells by gaps what its look lacked; one that lost them on its way is as others are.
  if (!isOwn || !gaps.all().some((gap) => gapTouches(gap, 'images/vulnerabilities'))) {
    if (isOwn && os.value === undefined) gaps.system(os.why ?? unsaid);
    gaps.unjudged(os.value ?? null, packages, os.at);
  }
  return [
    { fact: fact(image, about, value, at) },
    ...packages.map((one): Sighting => ({ fact: fact(pkg, about, one, one.at) })),
    ...gaps.all().map((gap): Sighting => ({ gap })),
  ];
}

/** Gaps of the look that made the SBOM. @returns how many */
function ownGaps(read: SbomRead, gaps: SbomGaps): number {
  const texts = ownValues(read, 'gap');
  for (const text of texts) {
    const gap = gapOfText(text);
    if (gap === null) gaps.unreadGap(text);
    else gaps.add(gap);
  }
  return texts.length;
}

function idOf(root: SbomComponent | null): string | undefined {
  if (root === null) return undefined;
  return ownValue(root, 'id') ?? digestIn(valuesOf(root, 'aquasecurity:trivy:ImageID')[0]);
}

function digestIn(text: string | undefined): string | undefined {
  return text !== undefined && typeof readDigest(text) !== 'string' ? text : undefined;
}

/** Own words, Trivy's tags, or what a package URL of an image names. */
function referencesOf(root: SbomComponent | null): readonly string[] {
  if (root === null) return [];
  if (ownValue(root, 'id') !== undefined) return ownList(root, 'reference');
  const tags = valuesOf(root, 'aquasecurity:trivy:RepoTag');
  if (tags.length > 0) return tags;
  const purl = root.purl === null ? null : parsePurl(root.purl);
  const { repository_url: repository, tag } = purl?.qualifiers ?? {};
  if (purl?.type !== 'oci' || repository === undefined) return [];
  return [`${repository.replace(/^index\.docker\.io\//, 'docker.io/')}${tag === undefined ? '' : `:${tag}`}`];
}

/** Syft writes the digest as the version of the image, Trivy a name with it, both a package URL. */
function digestOf(root: SbomComponent): string | undefined {
  const own = ownValue(root, 'digest');
  if (own !== undefined || ownValue(root, 'id') !== undefined) return own;
  const purl = root.purl === null ? null : parsePurl(root.purl);
  const named = valuesOf(root, 'aquasecurity:trivy:RepoDigest')[0]?.split('@')[1];
  const stated = root.kind === 'container' ? (root.version ?? undefined) : undefined;
  return digestIn(purl?.type === 'oci' ? purl.version : undefined) ?? digestIn(named) ?? digestIn(stated);
}

function imageOf(
  root: SbomComponent | null,
  id: string,
  references: readonly string[],
  os: Seen<OperatingSystem>,
  at: Evidence,
): Image {
  const here = root === null ? at : { ...at, place: root.place };
  const said = <T>(value: T | undefined): Seen<T> => seen(value, here, ...(value === undefined ? [unsaid] : []));
  const nothing = <T>(): Seen<T> => seen<T>(undefined, at, unsaid);
  const own = (name: string): string | undefined => (root === null ? undefined : ownValue(root, name));
  const labels = (root?.properties ?? []).flatMap(({ name, value }): [string, string][] => {
    const label = /^(?:plimsoll:label|syft:image:labels|aquasecurity:trivy:Labels):(.*)$/s.exec(name)?.[1];
    return label === undefined ? [] : [[label, value]];
  });
  return {
    references,
    digest: said(root === null ? undefined : digestOf(root)),
    id,
    platform: said(own('platform')),
    created: said(own('created')),
    user: nothing(),
    environment: [],
    entrypoint: nothing(),
    command: nothing(),
    exposedPorts: [],
    volumes: [],
    healthCheck: nothing(),
    labels: Object.fromEntries(labels),
    history:
      root === null
        ? []
        : ownList(root, 'history').flatMap((text) => {
            const line = historyOfText(text);
            return line === null ? [] : [{ ...line, at: here }];
          }),
    layers: root === null ? [] : layersOf(root, here),
    os,
    at,
  };
}

function layersOf(root: SbomComponent, at: Evidence): ImageLayer[] {
  const verified = seen<boolean>(undefined, at, 'an SBOM has no layers that could be looked at');
  const own = ownList(root, 'layer').flatMap((text) => layerOfText(text) ?? []);
  const others = valuesOf(root, 'aquasecurity:trivy:DiffID').map((diffId) => ({
    diffId,
    digest: undefined,
    mediaType: '',
    size: 0,
  }));
  return [...own, ...others].map((layer) => ({ ...layer, verified }));
}

/** The operating system by its component, else by what the package URLs agree on. */
function systemSeen(
  read: SbomRead,
  systems: readonly SbomComponent[],
  shown: string,
  gaps: SbomGaps,
  isOwn: boolean,
): Seen<OperatingSystem> {
  const at: Evidence = { source: 'sbom', file: shown };
  const named = systems.map((component) => ({ system: systemOf(component), component }));
  const byPurl = read.components.flatMap(({ purl }) => {
    const parts = purl === null || named.length > 0 ? null : parsePurl(purl);
    return (parts === null ? null : systemOfPurl(parts)) ?? [];
  });
  const all = named.length > 0 ? named.map(({ system }) => system) : byPurl;
  const distinct = new Map(all.map((system) => [`${system.id}\n${system.version}`, system]));
  const [first] = distinct.values();
  if (first === undefined || distinct.size > 1) {
    const list = [...distinct.values()].slice(0, 3).map((system) => system.name);
    const why =
      first === undefined
        ? 'the SBOM names no operating system'
        : `the SBOM names several operating systems: ${list.join(', ')}`;
    if (!isOwn) gaps.system(why);
    return seen<OperatingSystem>(undefined, at, why);
  }
  const component = named[0]?.component;
  if (component === undefined) return seen(first, { ...at, note: 'by the package URLs of its packages' });
  return seen(first, evidenceOfComponent(component, shown));
}

function systemOf(component: SbomComponent): OperatingSystem {
  const name = ownValue(component, 'name');
  return name === undefined
    ? systemOfComponent(component)
    : { id: component.name, version: component.version ?? '', name };
}

/** Inside the image where the SBOM says so, else the place in the SBOM. */
function evidenceOf(component: SbomComponent, { file }: Pick<Package, 'file'>, shown: string): Evidence {
  if (file === '') return { source: 'sbom', file: shown, place: component.place };
  return { source: 'sbom', file, place: component.name, note: `told by ${shown}, ${component.place}` };
}
