import type { LayerChanges } from '../../../formats/root/root-files.ts';
import { RootFiles } from '../../../formats/root/root-files.ts';
import type { Watch } from '../../../formats/root/watch.ts';
import { DatabaseReader, packageKey, type Databases } from './databases.ts';
import type { OsPackage } from './os-package.ts';

export interface BroughtPackage extends OsPackage {
  /** Index of the layer that brought it; null when that cannot be told. */
  readonly layer: number | null;
}

export interface OsPackages extends Omit<Databases, 'packages'> {
  readonly packages: readonly BroughtPackage[];
}

/**
 * The packages of an image by its databases, and for each the layer since which they list it at this
 * version without a break.
 *
 * @param root a root that these layers make; what leads out of it is noted in its `needs`
 * @param unread index of the first layer that was not read whole; what came after may have come with it
 */
export function readOsPackages(
  watch: Watch,
  layers: readonly LayerChanges[],
  root: RootFiles = new RootFiles(watch, layers),
  unread = -1,
): OsPackages {
  const reader = new DatabaseReader();
  const final = reader.read(root);
  if (final.packages.length === 0) return { ...final, packages: [] };
  const since = sinceWhen(watch, layers, reader);
  const packages = final.packages.map((one): BroughtPackage => {
    const layer = since.get(packageKey(one)) ?? null;
    return { ...one, layer: unread !== -1 && layer !== null && layer > unread ? null : layer };
  });
  return { ...final, packages };
}

function sinceWhen(
  watch: Watch,
  layers: readonly LayerChanges[],
  reader: DatabaseReader,
): ReadonlyMap<string, number | null> {
  const root = new RootFiles(watch);
  let since = new Map<string, number | null>();
  let broken = false;
  for (const [index, changes] of layers.entries()) {
    root.add(changes);
    if (changes.entries.size + changes.whiteouts.size + changes.opaques.size === 0) continue;
    const { packages, problems } = reader.read(root);
    // What a database that cannot be read whole does not list may be there all the same.
    const next = new Map(problems.length > 0 ? since : []);
    for (const one of packages) {
      const key = packageKey(one);
      next.set(key, since.has(key) ? since.get(key)! : broken ? null : index);
    }
    since = next;
    broken = problems.length > 0;
  }
  return since;
}
