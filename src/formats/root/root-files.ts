import { cleanName, linkPath } from '../tar/names.ts';
import type { Detour, Watch } from './watch.ts';

/** What a layer has at a watched path. */
export interface LayerEntry {
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  /** Target of a link as written. */
  readonly target: string;
  /** Content of a file; null when it was not read, with the reason in `why`. */
  readonly bytes: Buffer | null;
  readonly why?: string;
}

/** What one layer does to the watched paths. Of entries with one path the last is kept, as unpacking would. */
export interface LayerChanges {
  readonly entries: ReadonlyMap<string, LayerEntry>;
  readonly whiteouts: ReadonlySet<string>;
  readonly opaques: ReadonlySet<string>;
}

export type FileFound =
  | { readonly bytes: Buffer; /** Where it really lies. */ readonly path: string; readonly layer: number }
  | { readonly bytes: null; /** Null when there is no such file. */ readonly why: string | null };

export type FolderFound =
  | { readonly names: readonly string[]; readonly path: string }
  | { readonly names: null; /** Null when there is no such folder. */ readonly why: string | null };

interface Node {
  /** Undefined for a folder that no layer names, but something in it. */
  readonly entry: (LayerEntry & { /** Index of the layer it comes from. */ readonly layer: number }) | undefined;
  readonly children: Map<string, Node>;
}

type Resolved =
  | { readonly path: string; readonly node: Node }
  /** Null when there is nothing at the path. */
  | { readonly node: null; readonly why: string | null };

const maxLinks = 40;

/**
 * The root that layers make, bottom first, as far as it is watched. Where a link leads to what is not
 * watched, nothing is guessed: `needs` then says what must be watched as well.
 */
export class RootFiles {
  /** Links that led out of what is watched, since they were asked for. */
  readonly needs: Detour[] = [];
  readonly #watch: Watch;
  #root: Node = { entry: undefined, children: new Map() };
  #ambiguous: string | null = null;
  #layers = 0;

  constructor(watch: Watch, layers: Iterable<LayerChanges> = []) {
    this.#watch = watch;
    for (const changes of layers) this.add(changes);
  }

  /** Puts one more layer on top. Its whiteouts speak of the layers below only, wherever they stand in its tar. */
  add(changes: LayerChanges): void {
    const layer = this.#layers++;
    for (const path of changes.opaques) this.#at(path)?.children.clear();
    for (const path of changes.whiteouts) this.#remove(path);
    for (const [path, entry] of changes.entries) this.#put(path, { ...entry, layer });
  }

  /** Follows links as a process in the container would: never above the root. */
  read(path: string): FileFound {
    const found = this.#resolve(path);
    if (found.node === null) return { bytes: null, why: found.why };
    const { entry } = found.node;
    if (entry?.type !== 'file') return { bytes: null, why: `/${path} is no file` };
    if (entry.bytes === null) return { bytes: null, why: `/${path} was not read: ${entry.why ?? 'not kept'}` };
    return { bytes: entry.bytes, path: found.path, layer: entry.layer };
  }

  /** Names in a folder, sorted. */
  list(path: string): FolderFound {
    const found = this.#resolve(path);
    if (found.node === null) return { names: null, why: found.why };
    const { entry, children } = found.node;
    if (entry !== undefined && entry.type !== 'directory') return { names: null, why: `/${path} is no folder` };
    return { names: [...children.keys()].toSorted(), path: found.path };
  }

  /** @param asked what the path is wanted for, when that is another name of it */
  #resolve(path: string, asked = path): Resolved {
    if (this.#ambiguous !== null) return { node: null, why: this.#ambiguous };
    let links = 0;
    let rest = path.split('/').filter((part) => part !== '');
    let at = '';
    let node = this.#root;
    while (rest.length > 0) {
      const step = at === '' ? rest[0]! : `${at}/${rest[0]}`;
      if (this.#watch.keep(step) === null) {
        this.needs.push({ from: asked, to: at === '' ? rest.join('/') : `${at}/${rest.join('/')}` });
        return { node: null, why: `/${asked} leads to /${step}, which is not looked at` };
      }
      const next = node.children.get(rest[0]!);
      rest = rest.slice(1);
      if (next === undefined) return { node: null, why: null };
      if (next.entry?.type === 'symlink') {
        if (++links > maxLinks) return { node: null, why: `/${path} leads in a circle` };
        rest = [
          ...linkPath(step, next.entry.target)
            .path.split('/')
            .filter((part) => part !== ''),
          ...rest,
        ];
        at = '';
        node = this.#root;
        continue;
      }
      // A folder need not stand in any layer by itself.
      if (rest.length > 0 && next.entry !== undefined && next.entry.type !== 'directory')
        return { node: null, why: null };
      at = step;
      node = next;
    }
    return { path: at, node };
  }

  #put(path: string, entry: NonNullable<Node['entry']>): void {
    const parts = path.split('/');
    let node = this.#root;
    for (const part of parts.slice(0, -1)) {
      let next = node.children.get(part);
      // Whether such an entry goes through the link or replaces it depends on the runtime (image-spec#1215).
      if (next?.entry?.type === 'symlink') this.#ambiguous = `an entry /${path} lies below a link`;
      if (next === undefined || (next.entry !== undefined && next.entry.type !== 'directory')) {
        next = { entry: undefined, children: new Map() };
        node.children.set(part, next);
      }
      node = next;
    }
    const name = parts.at(-1)!;
    if (entry.type === 'hardlink') {
      node.children.set(name, { entry: { ...this.#linked(path, entry), layer: entry.layer }, children: new Map() });
      return;
    }
    const before = node.children.get(name);
    const merges = entry.type === 'directory' && (before?.entry === undefined || before.entry.type === 'directory');
    node.children.set(name, { entry, children: merges && before !== undefined ? before.children : new Map() });
  }

  /** What a hard link is a second name of, as of now: it must have been unpacked before. */
  #linked(path: string, { target }: LayerEntry): LayerEntry {
    const found = this.#resolve(cleanName(target).path, path);
    const unseen: LayerEntry = { type: 'file', target: '', bytes: null, why: `it is a hard link to ${target}` };
    if (found.node === null) return unseen;
    const kept = this.#watch.keep(found.path) ?? 0;
    if (kept < (this.#watch.keep(path) ?? 0)) {
      this.needs.push({ from: path, to: found.path });
      return unseen;
    }
    return found.node.entry ?? unseen;
  }

  #at(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of path.split('/')) if (part !== '') node = node?.children.get(part);
    return node;
  }

  #remove(path: string): void {
    const slash = path.lastIndexOf('/');
    this.#at(slash === -1 ? '' : path.slice(0, slash))?.children.delete(path.slice(slash + 1));
  }
}
