import { readPathList } from '../../formats/root/path-list.ts';

/**
 * Which later layer takes a file away: it removes the file or a folder above it, or puts something else in
 * its place (OCI image-spec, layer.md).
 *
 * @param paths of each layer, bottom first (formats/root/path-list.ts)
 * @param files by the index of the layer that holds them
 * @returns the index of that layer by index and path, `0 etc/key`; what none takes away has no entry
 */
export function hiddenBy(
  paths: readonly Buffer[],
  files: ReadonlyMap<number, ReadonlySet<string>>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  /** Layers that hold a path which nothing took away so far. */
  const open = new Map<string, Set<number>>();
  /** Files that lie below a folder, the folder and the file itself included. */
  const below = new Map<string, Set<string>>();
  for (const [layer, list] of paths.entries()) {
    const hide = (path: string, isWhole: boolean): void => {
      for (const file of below.get(path) ?? []) {
        if (!isWhole && file === path) continue;
        for (const holder of open.get(file) ?? []) found.set(`${holder} ${file}`, layer);
        open.delete(file);
      }
    };
    if (open.size > 0) {
      readPathList(
        list,
        (folder) => below.has(folder),
        (kind, path) => {
          if (!below.has(path)) return;
          if (kind === 'opaque') hide(path, false);
          // A folder that comes again leaves what is in it, and replaces a file.
          else if (kind !== 'directory') hide(path, true);
          else if (open.has(path)) hide(path, true);
        },
      );
    }
    for (const file of files.get(layer) ?? []) {
      open.set(file, new Set([...(open.get(file) ?? []), layer]));
      for (let at = file; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
        below.set(at, (below.get(at) ?? new Set()).add(file));
        if (at === '') break;
      }
    }
  }
  return found;
}
