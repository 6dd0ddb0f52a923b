import type { OperatingSystem } from '../../facts/image.ts';
import { readOsRelease } from '../../formats/os-release/read-os-release.ts';
import type { RootFiles } from '../../formats/root/root-files.ts';
import type { WatchRule } from '../../formats/root/watch.ts';

export type SystemFound =
  | { readonly system: OperatingSystem; readonly path: string; readonly layer: number }
  | { readonly system: null; readonly why: string };

/** Where os-release lies, or what it is a link to, in the distributions that are known. */
const folders = new Set(['', 'etc', 'etc/static', 'usr', 'usr/etc', 'usr/lib', 'usr/lib/os.release.d', 'usr/share']);

/** @param limit bytes of the largest os-release that is read */
export function systemRule(limit: number): WatchRule {
  return {
    folder: '',
    keep(path) {
      if (folders.has(path)) return 0;
      const slash = path.lastIndexOf('/');
      const named = path.startsWith('os-release', slash + 1);
      return named && folders.has(slash === -1 ? '' : path.slice(0, slash)) ? limit : null;
    },
  };
}

/** os-release(5): /etc/os-release comes first, /usr/lib/os-release when there is none. */
export function findSystem(root: RootFiles): SystemFound {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const found = root.read(path);
    if (found.bytes !== null) {
      const system = readOsRelease(found.bytes.toString('utf8'));
      if (typeof system === 'string') return { system: null, why: `/${found.path}: ${system}` };
      return { system, path: found.path, layer: found.layer };
    }
    if (found.why !== null) return { system: null, why: found.why };
  }
  return { system: null, why: 'no layer has an os-release' };
}
