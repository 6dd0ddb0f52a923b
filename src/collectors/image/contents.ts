import { RootFiles } from '../../formats/root/root-files.ts';
import { Watch, type Detour } from '../../formats/root/watch.ts';
import type { CollectorContext } from '../../model/collector.ts';
import { findSystem, systemRule, type SystemFound } from '../../readers/image/operating-system.ts';
import { databaseRules } from '../../readers/packages/os/places.ts';
import { readOsPackages, type OsPackages } from '../../readers/packages/os/read-packages.ts';
import type { Interest } from './layer.ts';
import { readLayers, rereadLayers, type ReadLayer } from './layers.ts';
import type { ImageLimits } from './limits.ts';
import type { ImagePlan } from './plan.ts';
import type { Store } from './store.ts';

/** What the layers of an image hold. */
export interface Contents {
  readonly system: SystemFound;
  readonly packages: OsPackages;
}

export interface Looked {
  readonly layers: ReadonlyMap<string, ReadLayer>;
  /** In the order of the images. */
  readonly contents: readonly Contents[];
}

/** What is looked at in every image. */
export function watchOf(limits: ImageLimits): Watch {
  return new Watch([systemRule(limits.osReleaseBytes), ...databaseRules]);
}

/** Links of one round that are followed out of what is watched; a real image has none or one. */
const maxDetours = 64;

/**
 * Reads all layers, each once. Only where a link leads a package database or os-release to a place
 * that is not looked at are they read again, with that place in view.
 */
export async function lookInside(
  store: Store,
  images: readonly ImagePlan[],
  context: CollectorContext,
  limits: ImageLimits,
  first: Interest,
): Promise<Looked> {
  let watch = first.watch;
  let layers = await readLayers(store, images, context, first);
  for (let round = 0; ; round++) {
    const needs: Detour[] = [];
    const contents = images.map((plan) => contentsOf(plan, layers, watch, needs));
    const detours = unique(needs);
    if (detours.length === 0 || round === limits.detours) return { layers, contents };
    context.progress('following links to package databases');
    watch = watch.with(detours.slice(0, maxDetours));
    layers = await rereadLayers(store, images, layers, { watch, left: limits.databaseBytes });
  }
}

function contentsOf(plan: ImagePlan, layers: ReadonlyMap<string, ReadLayer>, watch: Watch, needs: Detour[]): Contents {
  const changes = plan.layers.map(({ name }) => layers.get(name)!.changes);
  const root = new RootFiles(watch, changes);
  const unread = plan.layers.findIndex(({ name }) => !layers.get(name)!.whole);
  const contents = { system: findSystem(root), packages: readOsPackages(watch, changes, root, unread) };
  needs.push(...root.needs);
  return contents;
}

function unique(detours: readonly Detour[]): Detour[] {
  return [...new Map(detours.map((detour) => [`${detour.from}\0${detour.to}`, detour])).values()];
}
