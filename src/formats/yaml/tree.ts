import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { offsetOf, type Parts } from './positions.ts';
import { plainScalar, taggedScalar, type Dialect } from './scalars.ts';

/** Nodes of one document with aliases counted as often as they are used: the alias-bomb limit. */
const maxNodes = 5_000_000;

export class TreeLimit extends Error {}

export interface Tree {
  readonly value: unknown;
  /** Offset of the first node in the file. */
  readonly start: number;
  readonly duplicates: { readonly key: string; readonly offset: number }[];
  readonly faults: { readonly because: string; readonly offset: number }[];
}

interface Open {
  readonly holder: unknown[] | Record<string, unknown>;
  readonly parts: Parts;
  /** Key waiting for its value, in a mapping. */
  key: string | null;
  keyOffset: number;
  /** True when the key is a plain `<<`: a quoted one is a key like others. */
  merging: boolean;
  /** Values of `<<`, applied when the mapping closes: explicit keys win wherever they stand. */
  merges: unknown[] | null;
  readonly anchor: string | null;
  /** Nodes below, aliases expanded. */
  nodes: number;
}

/**
 * Plain data from parse events, one tree a document. An alias shares the object of its anchor, so
 * memory stays that of the text; `parts` receives the offsets, all shifted by `base`.
 */
export function buildTree(
  text: string,
  events: readonly Event[],
  base: number,
  dialect: Dialect,
  parts: Map<object, Parts>,
): Tree[] {
  const trees: Tree[] = [];
  let builder: TreeBuilder | null = null;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) builder = new TreeBuilder(text, base, dialect, parts);
    else if (builder !== null && builder.take(event)) {
      trees.push(builder.tree);
      builder = null;
    }
  }
  return trees;
}

class TreeBuilder {
  readonly tree: { value: unknown; start: number; duplicates: Tree['duplicates']; faults: Tree['faults'] };
  readonly #text: string;
  readonly #base: number;
  readonly #dialect: Dialect;
  readonly #parts: Map<object, Parts>;
  readonly #open: Open[] = [];
  /** The last of `#open`. */
  #top: Open | undefined;
  readonly #anchors = new Map<string, { value: unknown; nodes: number }>();

  constructor(text: string, base: number, dialect: Dialect, parts: Map<object, Parts>) {
    this.#text = text;
    this.#base = base;
    this.#dialect = dialect;
    this.#parts = parts;
    this.tree = { value: undefined, start: base, duplicates: [], faults: [] };
  }

  /** True when the event ends the document. */
  take(event: Event): boolean {
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const offset = event.valueStart === -1 ? this.#lastOffset() : this.#startOf(event);
        const anchor = this.#slice(event.anchorStart, event.anchorEnd);
        if (this.#wantsKey()) {
          const text = getScalarValue(this.#text, event);
          if (anchor !== null) this.#anchors.set(anchor, { value: text, nodes: 1 });
          this.#key(this.#keyOf(text, event), offset);
          this.#top!.merging = text === '<<' && event.style === SCALAR_STYLE.PLAIN;
          return false;
        }
        const value = this.#scalar(event);
        if (anchor !== null) this.#anchors.set(anchor, { value, nodes: 1 });
        this.#put(value, offset, 1, this.#slice(event.tagStart, event.tagEnd));
        return false;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const offset = event.start + this.#base;
        const isMap = event.type === EVENT_ID.MAPPING;
        const holder: Open['holder'] = isMap ? {} : [];
        const parts: Parts = { start: offset, isMap, places: [] };
        this.#parts.set(holder, parts);
        const complexKey = this.#wantsKey();
        if (complexKey) {
          this.tree.faults.push({ because: 'a mapping or list as key is not read', offset });
          this.#key('?', offset);
        } else {
          this.#put(holder, offset, 1, this.#slice(event.tagStart, event.tagEnd));
        }
        const anchor = this.#slice(event.anchorStart, event.anchorEnd);
        if (anchor !== null) this.#anchors.set(anchor, { value: holder, nodes: Infinity });
        this.#top = { holder, parts, key: null, keyOffset: offset, merging: false, merges: null, anchor, nodes: 1 };
        this.#open.push(this.#top);
        return false;
      }
      case EVENT_ID.ALIAS: {
        const name = this.#text.slice(event.anchorStart, event.anchorEnd);
        const offset = event.anchorStart + this.#base - 1;
        const target = this.#anchors.get(name);
        if (target === undefined || target.nodes === Infinity) {
          const because = target === undefined ? `the alias *${name} has no anchor` : `the alias *${name} holds itself`;
          this.tree.faults.push({ because, offset });
          if (this.#wantsKey()) this.#key(`*${name}`, offset);
          else this.#put(null, offset, 1, null);
        } else if (this.#wantsKey()) {
          if (typeof target.value === 'object' && target.value !== null)
            this.tree.faults.push({ because: 'a mapping or list as key is not read', offset });
          this.#key(String(target.value), offset);
        } else this.#put(target.value, offset, target.nodes, null);
        return false;
      }
      case EVENT_ID.POP: {
        const closed = this.#open.pop();
        if (closed === undefined) return true;
        if (closed.merges !== null) this.#merge(closed, closed.merges);
        // An array that was pushed to holds room for sixteen more.
        closed.parts.places = closed.parts.places.slice();
        if (closed.anchor !== null) this.#anchors.set(closed.anchor, { value: closed.holder, nodes: closed.nodes });
        const parent = this.#open.at(-1);
        this.#top = parent;
        if (parent !== undefined) this.#count(parent, closed.nodes);
        return false;
      }
      default:
        return false;
    }
  }

  #wantsKey(): boolean {
    const open = this.#top;
    return open !== undefined && open.parts.isMap && open.key === null;
  }

  #key(key: string, offset: number): void {
    const open = this.#top!;
    open.key = key;
    open.keyOffset = offset;
    open.merging = false;
  }

  /**
   * A key is its text, but Kubernetes first reads a plain one as a value and then makes JSON of it
   * (sigs.k8s.io/yaml): `yes` becomes `true`, `0644` becomes `420`.
   */
  #keyOf(text: string, event: ScalarEvent): string {
    if (this.#dialect !== 'kubernetes' || event.style !== SCALAR_STYLE.PLAIN || event.tagStart !== -1) return text;
    const value = plainScalar(text, 'kubernetes');
    return typeof value === 'boolean' || typeof value === 'number' ? String(value) : text;
  }

  #put(value: unknown, offset: number, nodes: number, tag: string | null): void {
    const open = this.#top;
    if (open === undefined) {
      this.tree.value = value;
      this.tree.start = offset;
      return;
    }
    const { holder, parts } = open;
    const isCollection = typeof value === 'object' && value !== null;
    if (!isCollection || nodes > 1) this.#count(open, nodes);
    let key: string | number;
    if (!parts.isMap) {
      key = parts.places.length;
      (holder as unknown[]).push(value);
      parts.places.push(offset);
    } else {
      key = open.key!;
      open.key = null;
      if (open.merging) {
        (open.merges ??= []).push(value);
        return;
      }
      if (Object.hasOwn(holder, key)) this.tree.duplicates.push({ key, offset: open.keyOffset });
      set(holder as Record<string, unknown>, key, value);
      parts.places.push(key, open.keyOffset);
    }
    if (tag !== null && !tag.startsWith('!!')) (parts.tags ??= new Map()).set(key, tag);
  }

  #count(open: Open, nodes: number): void {
    open.nodes += nodes;
    if (open.nodes > maxNodes) throw new TreeLimit(`holds more than ${maxNodes} values when its aliases are expanded`);
  }

  /** https://yaml.org/type/merge.html: earlier mappings win over later ones, the mapping's own keys over all. */
  #merge(into: Open, merges: readonly unknown[]): void {
    for (const source of merges.flat()) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        this.tree.faults.push({ because: 'the value of << is not a mapping', offset: into.parts.start });
        continue;
      }
      const from = this.#parts.get(source);
      for (const [key, value] of Object.entries(source)) {
        if (Object.hasOwn(into.holder, key)) continue;
        this.#count(into, 1);
        set(into.holder as Record<string, unknown>, key, value);
        into.parts.places.push(key, (from && offsetOf(from, key)) ?? into.parts.start);
      }
    }
  }

  #scalar(event: ScalarEvent): unknown {
    const text = getScalarValue(this.#text, event);
    const tag = this.#slice(event.tagStart, event.tagEnd);
    if (tag !== null && tag !== '!') return taggedScalar(text, tag, this.#dialect);
    return event.style === SCALAR_STYLE.PLAIN && tag === null ? plainScalar(text, this.#dialect) : text;
  }

  /** A quoted scalar begins with its quote, which the parser leaves out. */
  #startOf(event: ScalarEvent): number {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    return event.valueStart + this.#base - (quoted ? 1 : 0);
  }

  #lastOffset(): number {
    return this.#top?.keyOffset ?? this.#base;
  }

  #slice(start: number, end: number): string | null {
    return start === -1 ? null : this.#text.slice(start, end);
  }
}

/** A key `__proto__` from a file must become a property, not the prototype. */
function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  else holder[key] = value;
}
