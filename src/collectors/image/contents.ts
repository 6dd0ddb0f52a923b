import { RootFiles } from '../../formats/root/root-files.ts';
import { Watch, type Detour, type WatchRule } from '../../formats/root/watch.ts';
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
export function watchOf(limits: ImageLimits, more: readonly WatchRule[] = []): Watch {
  return new Watch([systemRule(limits.osReleaseBytes), ...databaseRules, ...more]);
}

/** Links of one round that are followed out of what is watched; a real image has none or one. */
const maxDetours = 64;

/**
 * Looks, and looks again with more in view, as long as links lead a package database or os-release
 * to places that are not looked at.
 */
export async function followed<T>(
  first: Watch,
  limits: ImageLimits,
  look: (watch: Watch, round: number) => Promise<{ readonly found: T; readonly needs: readonly Detour[] }>,
): Promise<T> {
  let watch = first;
  for (let round = 0; ; round++) {
    const { found, needs } = await look(watch, round);
    const detours = unique(needs);
    if (detours.length === 0 || round === limits.detours) return found;
    watch = watch.with(detours.slice(0, maxDetours));
  }
}

/** Reads all layers, each once; those of an image with such links again, which costs no digests. */
export async function lookInside(
  store: Store,
  images: readonly ImagePlan[],
  context: CollectorContext,
  limits: ImageLimits,
  first: Interest,
): Promise<Looked> {
  let layers: ReadonlyMap<string, ReadLayer> = new Map();
  return followed(first.watch, limits, async (watch, round) => {
    layers =
      round === 0
        ? await readLayers(store, images, context, first)
        : await rereadLayers(store, images, layers, { watch, left: limits.databaseBytes });
    const needs: Detour[] = [];
    const contents = images.map((plan) => contentsOf(plan, layers, watch, needs));
    return { found: { layers, contents }, needs };
  });
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
