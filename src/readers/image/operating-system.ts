import type { OperatingSystem } from '../../facts/image.ts';
import { readOsRelease } from '../../formats/os-release/read-os-release.ts';
import { type LayerChanges, RootFiles } from './root-files.ts';

export type SystemFound =
  | { readonly system: OperatingSystem; readonly path: string; readonly layer: number }
  | { readonly system: null; readonly why: string };

/** os-release(5): /etc/os-release comes first, /usr/lib/os-release when there is none. */
export function findSystem(layers: readonly LayerChanges[]): SystemFound {
  const root = new RootFiles(layers);
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const found = root.read(path);
    if (found.text !== null) {
      const system = readOsRelease(found.text);
      if (typeof system === 'string') return { system: null, why: `/${found.path}: ${system}` };
      return { system, path: found.path, layer: found.layer };
    }
    if (found.why !== null) return { system: null, why: found.why };
  }
  return { system: null, why: 'no layer has an os-release' };
}
