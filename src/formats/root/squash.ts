import { readPathList, type PathKind } from './path-list.ts';

/** What is held of a path of a layer: a value, or the wish to have that of another path. */
export type Held<V> = { readonly value: V } | { readonly hardlink: string };

/** One layer: all its paths, and what is held of some of its files after its own last entry of that path. */
export interface SquashLayer<V> {
  /** A list of paths, and one of those that are symbolic links. */
  readonly paths: Buffer;
  readonly links: Buffer;
  readonly held: ReadonlyMap<string, Held<V>>;
}

/** A file that the layers above leave as it is. */
export interface Visible<V> {
  readonly path: string;
  readonly value: V;
  /** Index of the layer that holds it. */
  readonly layer: number;
  /** What stood at this path until that layer came; null when nothing that is held did. */
  readonly before: Visible<V> | null;
}

/** A hard link to something of which nothing is held. */
export interface Unheld {
  readonly path: string;
  readonly target: string;
  readonly layer: number;
}

export interface Squashed<V> {
  readonly visible: readonly Visible<V>[];
  readonly unheld: readonly Unheld[];
}

interface Node<V> {
  readonly children: Map<string, Node<V>>;
  /** A symbolic link, by the last layer that says what it is. */
  link: boolean;
  held: Visible<V> | null;
  unheld: Unheld | null;
}

/**
 * What is to be seen of held files when the layers lie on one another, bottom first (OCI image-spec
 * layer.md): whiteouts and opaque folders speak of the layers below; a file, link or folder replaces
 * what lower layers have at its path, and all below it when it is no folder.
 *
 * Where a layer has entries below a path that a lower one makes a link, runtimes disagree whether the
 * link is replaced or gone through (image-spec#1215): what is found there is kept until the layers
 * remove it by that very path.
 */
export function squash<V>(layers: readonly SquashLayer<V>[]): Squashed<V> {
  if (layers.every(({ held }) => held.size === 0)) return { visible: [], unheld: [] };
  const tree = new Tree<V>();
  const all = new Set(['']);
  for (const { held } of layers) addPaths(all, held);
  /** Of what lower layers have. */
  const below = new Set(['']);
  for (const [index, { paths, links, held }] of layers.entries()) {
    tree.begin();
    if (below.size > 1) {
      const { hidden, entries } = concerning(paths, below);
      for (const [kind, path] of hidden) tree.hide(path, kind === 'opaque');
      for (const [kind, path] of entries) tree.replace(path, kind);
    }
    for (const [kind, path] of concerning(links, all).entries) tree.replace(path, kind);
    addPaths(below, held);
    for (const [path, one] of held) if ('value' in one) tree.put(path, one.value, index);
    for (const [path, one] of held) if ('hardlink' in one) tree.link(path, one.hardlink, index);
  }
  return tree.all();
}

type Entries = [PathKind, string][];

function concerning(list: Buffer, paths: ReadonlySet<string>): { readonly hidden: Entries; readonly entries: Entries } {
  const hidden: Entries = [];
  const entries: Entries = [];
  readPathList(
    list,
    (folder) => paths.has(folder),
    (kind, path) => {
      if (paths.has(path)) (kind === 'whiteout' || kind === 'opaque' ? hidden : entries).push([kind, path]);
    },
  );
  return { hidden, entries };
}

/** Adds every path that something is held of or wished from, and all folders above. */
function addPaths(paths: Set<string>, held: SquashLayer<unknown>['held']): void {
  const add = (path: string): void => {
    for (let at = path; !paths.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) paths.add(at);
  };
  for (const [path, one] of held) {
    add(path);
    if ('hardlink' in one) add(one.hardlink);
  }
}

class Tree<V> {
  readonly #root: Node<V> = { children: new Map(), link: false, held: null, unheld: null };
  /** What the layer that is put on takes away, by path: it may bring the same again. */
  #gone = new Map<string, Visible<V>>();
  /** That of it which the layer has nothing else for: a link that it brings was made before. */
  #hidden = new Map<string, Visible<V>>();

  begin(): void {
    this.#gone = new Map();
    this.#hidden = new Map();
  }

  hide(path: string, opaque: boolean): void {
    const node = this.#at(path);
    if (node === undefined) return;
    if (!opaque) this.#hide(node);
    this.#clear(node);
  }

  replace(path: string, kind: PathKind): void {
    // What a link is must be known before anything is found below it.
    const node = kind === 'symlink' ? this.#make(path) : this.#at(path);
    if (node === undefined) return;
    this.#drop(node);
    this.#hidden.delete(path);
    if (kind === 'directory') node.link = false;
    else {
      if (!node.link) this.#clear(node);
      node.link ||= kind === 'symlink';
    }
  }

  put(path: string, value: V, layer: number): void {
    const node = this.#make(path);
    node.held = { path, value, layer, before: this.#gone.get(path) ?? node.held };
    node.unheld = null;
  }

  link(path: string, target: string, layer: number): void {
    const source = this.#at(target)?.held ?? this.#hidden.get(target) ?? null;
    if (source !== null) this.put(path, source.value, layer);
    else this.#make(path).unheld = { path, target, layer };
  }

  all(): Squashed<V> {
    const visible: Visible<V>[] = [];
    const unheld: Unheld[] = [];
    const walk = ({ children, held, unheld: lacking }: Node<V>): void => {
      if (held !== null) visible.push(held);
      if (lacking !== null) unheld.push(lacking);
      for (const child of children.values()) walk(child);
    };
    walk(this.#root);
    return { visible, unheld };
  }

  #hide(node: Node<V>): void {
    if (node.held !== null) this.#hidden.set(node.held.path, node.held);
    this.#drop(node);
  }

  #drop(node: Node<V>): void {
    if (node.held !== null) this.#gone.set(node.held.path, node.held);
    node.held = null;
    node.unheld = null;
  }

  /** Takes away what lies below; what was found below a link may really lie elsewhere, and stays. */
  #clear(node: Node<V>): void {
    if (node.link) return;
    for (const child of node.children.values()) {
      this.#hide(child);
      this.#clear(child);
    }
  }

  #at(path: string): Node<V> | undefined {
    let node: Node<V> | undefined = this.#root;
    if (path !== '') for (const part of path.split('/')) node = node?.children.get(part);
    return node;
  }

  #make(path: string): Node<V> {
    let node = this.#root;
    for (const part of path.split('/')) {
      let next = node.children.get(part);
      if (next === undefined) {
        next = { children: new Map(), link: false, held: null, unheld: null };
        node.children.set(part, next);
      }
      node = next;
    }
    return node;
  }
}
