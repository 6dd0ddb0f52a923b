import { linkPath, cleanName } from '../../formats/tar/names.ts';

/**
 * Folders whose every entry is remembered, so that a link or a removal in one of them is never
 * missed. What leads elsewhere is not followed, and said so: with an entry forgotten, a link that a
 * later layer replaced would be taken for the truth.
 */
const folders = new Set(['', 'etc', 'etc/static', 'usr', 'usr/etc', 'usr/lib', 'usr/lib/os.release.d', 'usr/share']);

/** True for a path whose entries must be remembered: the folders on the way to os-release, and files named so. */
export function isWatched(path: string): boolean {
  if (folders.has(path)) return true;
  const slash = path.lastIndexOf('/');
  return path.startsWith('os-release', slash + 1) && folders.has(slash === -1 ? '' : path.slice(0, slash));
}

/** What a layer has at a watched path. */
export interface LayerEntry {
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  /** Target of a link as written. */
  readonly target: string;
  /** Text of a file; null when it was not read, with the reason in `why`. */
  readonly content: string | null;
  readonly why?: string;
}

/** What one layer does to the watched paths. Of entries with one path the last is kept, as unpacking would. */
export interface LayerChanges {
  readonly entries: ReadonlyMap<string, LayerEntry>;
  readonly whiteouts: ReadonlySet<string>;
  readonly opaques: ReadonlySet<string>;
}

interface Node extends LayerEntry {
  /** Index of the layer it comes from. */
  readonly layer: number;
}

export type FileFound =
  | { readonly text: string; readonly path: string; readonly layer: number }
  | { readonly text: null; /** Null when there is no such file. */ readonly why: string | null };

const maxLinks = 40;

/** The root that layers make, bottom first, as far as it is watched. */
export class RootFiles {
  readonly #nodes = new Map<string, Node>();
  #ambiguous: string | null = null;

  constructor(layers: readonly LayerChanges[]) {
    for (const [layer, changes] of layers.entries()) {
      // A layer's whiteouts speak of the layers below only, wherever they stand in its tar.
      for (const path of changes.opaques) this.#remove(path, false);
      for (const path of changes.whiteouts) this.#remove(path, true);
      for (const [path, entry] of changes.entries) this.#add(path, { ...entry, layer });
    }
  }

  /** Follows links as a process in the container would: never above the root. */
  read(path: string): FileFound {
    if (this.#ambiguous !== null) return { text: null, why: this.#ambiguous };
    let links = 0;
    let rest = path.split('/');
    let at = '';
    while (rest.length > 0) {
      const step = at === '' ? rest[0]! : `${at}/${rest[0]}`;
      rest = rest.slice(1);
      if (!isWatched(step)) return { text: null, why: `/${path} leads to /${step}, which is not looked at` };
      const node = this.#nodes.get(step);
      if (node?.type === 'symlink') {
        if (++links > maxLinks) return { text: null, why: `/${path} leads in a circle` };
        const target = linkPath(step, node.target).path;
        rest = [...target.split('/').filter((part) => part !== ''), ...rest];
        at = '';
        continue;
      }
      if (rest.length === 0) return this.#content(step, node);
      // A folder need not stand in any layer by itself.
      if (node !== undefined && node.type !== 'directory') return { text: null, why: null };
      at = step;
    }
    return { text: null, why: `/${path} is a folder` };
  }

  #content(path: string, node: Node | undefined): FileFound {
    if (node === undefined) return { text: null, why: null };
    if (node.type !== 'file') return { text: null, why: `/${path} is no file` };
    if (node.content === null) return { text: null, why: `/${path} was not read: ${node.why ?? 'not kept'}` };
    return { text: node.content, path, layer: node.layer };
  }

  #add(path: string, node: Node): void {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const above = this.#nodes.get(path.slice(0, slash));
      // Whether such an entry goes through the link or replaces it depends on the runtime (image-spec#1215).
      if (above?.type === 'symlink') this.#ambiguous = `an entry /${path} lies below a link`;
    }
    if (node.type === 'hardlink') {
      const target = this.#nodes.get(cleanName(node.target).path);
      const linked = target ?? { ...node, type: 'file', content: null, why: `it is a hard link to ${node.target}` };
      this.#nodes.set(path, { ...linked, layer: node.layer });
      return;
    }
    const before = this.#nodes.get(path);
    const merges = node.type === 'directory' && (before === undefined || before.type === 'directory');
    if (!merges) this.#remove(path, true);
    this.#nodes.set(path, node);
  }

  #remove(path: string, itself: boolean): void {
    const below = path === '' ? '' : `${path}/`;
    for (const held of this.#nodes.keys()) {
      if (held === path ? itself : held.startsWith(below)) this.#nodes.delete(held);
    }
  }
}
