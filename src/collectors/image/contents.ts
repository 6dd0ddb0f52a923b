import { RootFiles, type LayerChanges } from '../../formats/root/root-files.ts';
import { Watch, type Detour, type WatchRule } from '../../formats/root/watch.ts';
import type { CollectorContext } from '../../model/collector.ts';
import { findSystem, systemRule, type SystemFound } from '../../readers/image/operating-system.ts';
import {
  filePackages,
  type FilePackages,
  type FoundPackage,
  type SilentProgram,
} from '../../readers/packages/file-packages.ts';
import { bytesOf, type FileAnalyser } from '../../readers/packages/files/analyser.ts';
import type { LayerFiles } from '../../readers/packages/layer-files.ts';
import { fileListRules, fileOwners, mergedRule, type Owners } from '../../readers/packages/os/owners.ts';
import { namesOf, outsidePackages } from '../../readers/packages/silent-programs.ts';
import { databaseRules } from '../../readers/packages/os/places.ts';
import { readOsPackages, type OsPackages } from '../../readers/packages/os/read-packages.ts';
import type { Interest } from './interest.ts';
import { readLayers, rereadLayers, type ReadLayer } from './layers.ts';
import type { ImageLimits } from './limits.ts';
import type { ImagePlan } from './plan.ts';
import { Room } from './room.ts';
import type { Store } from './store.ts';

/** What the layers of an image hold. */
export interface Contents {
  readonly system: SystemFound;
  readonly packages: OsPackages;
  readonly files: FilePackages;
  readonly owners: Owners;
  /** Of which neither an analyser nor a package tells what they are. */
  readonly programs: readonly SilentProgram[];
}

export interface Looked {
  readonly layers: ReadonlyMap<string, ReadLayer>;
  /** In the order of the images. */
  readonly contents: readonly Contents[];
}

/** What is in view in one round of looking. */
export interface View {
  readonly watch: Watch;
  readonly analysers: readonly FileAnalyser[];
  /** See `FileInterest`. */
  readonly also: ReadonlyMap<string, ReadonlySet<string>>;
  /** Symbolic links that are followed to files which do not show by name that they list packages. */
  readonly links: ReadonlySet<string>;
}

/** What must come into view because links lead there. */
export interface Needs {
  readonly detours: Detour[];
  readonly hard: (readonly [target: string, link: string])[];
  readonly symbolic: string[];
}

/** What is looked at in every image. */
export function viewOf(limits: ImageLimits, analysers: readonly FileAnalyser[], more: readonly WatchRule[] = []): View {
  const lists = analysers.length === 0 ? [] : [...fileListRules, mergedRule];
  const watch = new Watch([systemRule(limits.osReleaseBytes), ...databaseRules, ...lists, ...more]);
  return { watch, analysers, also: new Map(), links: new Set() };
}

/** What is kept of layers that are read with a view. */
export function interestIn({ watch, analysers, also }: View, limits: ImageLimits): Interest {
  return { watch, left: limits.databaseBytes, files: { analysers, also }, room: new Room(limits.bodyBytes) };
}

/** Links of one round that are followed out of what is watched; a real image has none or one. */
const maxDetours = 64;

/**
 * Looks, and looks again with more in view, as long as links lead a package database, os-release or
 * a file that lists packages to places that are not looked at.
 */
export async function followed<T>(
  first: View,
  limits: ImageLimits,
  look: (view: View, round: number) => Promise<{ readonly found: T; readonly needs: Needs }>,
): Promise<T> {
  let view = first;
  for (let round = 0; ; round++) {
    const { found, needs } = await look(view, round);
    const next = wider(view, needs, limits);
    if (next === null || round === limits.detours) return found;
    view = next;
  }
}

function wider(view: View, needs: Needs, limits: ImageLimits): View | null {
  const detours = unique(needs.detours).slice(0, maxDetours);
  const links = [...new Set(needs.symbolic)]
    .filter((link) => !view.links.has(link))
    .slice(0, Math.max(0, limits.links - view.links.size));
  if (detours.length + links.length + needs.hard.length === 0) return null;
  const also = new Map([...view.also].map(([target, names]) => [target, new Set(names)]));
  for (const [target, link] of needs.hard) also.set(target, (also.get(target) ?? new Set()).add(link));
  return {
    watch: view.watch.and(links.map((link) => linkRule(link, view.analysers))).with(detours),
    analysers: view.analysers,
    also,
    links: new Set([...view.links, ...links]),
  };
}

/** Bytes kept of a file at the end of a symbolic link, whatever analysers would take of it. */
const linkedBytes = 64 << 20;

function linkRule(link: string, analysers: readonly FileAnalyser[]): WatchRule {
  const most = Math.max(0, ...analysers.map((one) => one.wants(link, 64 << 10, 0o777)?.limit ?? 0));
  const slash = link.lastIndexOf('/');
  const name = link.slice(slash + 1);
  const folder = link.slice(0, Math.max(0, slash));
  return { folder, keep: (below) => (below === name ? Math.min(most, linkedBytes) : null) };
}

/** Reads all layers, each once; those of an image with such links again, which costs no digests. */
export async function lookInside(
  store: Store,
  images: readonly ImagePlan[],
  context: CollectorContext,
  limits: ImageLimits,
  view: View,
  first: Interest,
): Promise<Looked> {
  let layers: ReadonlyMap<string, ReadLayer> = new Map();
  return followed(view, limits, async (wide, round) => {
    layers =
      round === 0
        ? await readLayers(store, images, context, first)
        : await rereadLayers(store, images, layers, interestIn(wide, limits));
    const needs: Needs = { detours: [], hard: [], symbolic: [] };
    const contents = images.map((plan) => {
      const read = plan.layers.map(({ name }) => layers.get(name)!);
      const unread = read.findIndex(({ whole }) => !whole);
      return contentsOf(wide, read, limits, unread, needs);
    });
    return { found: { layers, contents }, needs };
  });
}

/** What layers hold together, bottom first; what more must come into view for that is added to `needs`. */
export function contentsOf(
  view: View,
  layers: readonly { readonly changes: LayerChanges; readonly files: LayerFiles }[],
  limits: ImageLimits,
  unread: number,
  needs: Needs,
): Contents {
  const changes = layers.map((layer) => layer.changes);
  const root = new RootFiles(view.watch, changes);
  const packages = readOsPackages(view.watch, changes, root, unread);
  const listed = filePackages(
    layers.map((layer) => layer.files),
    view.analysers,
    unread,
    view.also,
  );
  const files = withLinked(listed, view, root, limits, unread);
  // What came after a layer that was not read may have come with it, and all of the image is open already.
  const outside = unread === -1 ? outsidePackages(files.programs, files.packages) : [];
  const owners = fileOwners(root, packages.packages, [...files.packages, ...namesOf(outside)]);
  const programs = outside.filter((one) => !one.files.some((file) => owners.has(file)));
  needs.detours.push(...root.needs);
  needs.hard.push(...files.unfollowed.hard);
  needs.symbolic.push(...files.unfollowed.symbolic);
  return { system: findSystem(root), packages, files, owners, programs };
}

/** Adds what is at the end of symbolic links. */
function withLinked(
  files: FilePackages,
  view: View,
  root: RootFiles,
  limits: ImageLimits,
  unread: number,
): FilePackages {
  const packages: FoundPackage[] = [...files.packages];
  const problems = [...files.problems];
  for (const link of files.unfollowed.symbolic) {
    if (!view.links.has(link)) {
      problems.push({ file: link, because: `it is a link that was not followed, one of more than ${limits.links}` });
      continue;
    }
    const found = root.read(link);
    if (found.bytes === null) {
      // A link that leads nowhere, or to a folder, lists nothing.
      if (found.why !== null && root.list(link).names === null) problems.push({ file: link, because: found.why });
      continue;
    }
    const { bytes, path: file, layer } = found;
    for (const analyser of view.analysers) {
      const want = analyser.wants(link, bytes.length, 0o755);
      if (want === null || want.starts?.(bytes.subarray(0, 4)) === false) continue;
      const read = analyser.read(link, bytesOf(bytes));
      const brought = unread !== -1 && layer > unread ? null : layer;
      packages.push(...read.packages.map((one) => ({ ...one, file, fileLayer: layer, layer: brought })));
      problems.push(...read.problems.map((one) => ({ ...one, file })));
    }
  }
  return { ...files, packages, problems };
}

function unique(detours: readonly Detour[]): Detour[] {
  return [...new Map(detours.map((detour) => [`${detour.from}\0${detour.to}`, detour])).values()];
}
