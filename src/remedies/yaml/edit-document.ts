import { isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Change, Path, Plain } from '../change.ts';
import { Refusal } from '../refusal.ts';
import type { TextEdit } from '../text-edit.ts';
import { intoEmpty, intoMap, intoSeq, type Surroundings } from './insert.ts';
import { removal } from './remove.ts';
import { flowValue } from './style.ts';
import { isEmpty, keyOf, rangeOf, sourceOf, type SyntaxDocument, type Collection, type Entry } from './syntax.ts';

export interface EditContext {
  /** True for a file of JSON. */
  readonly json: boolean;
  /** True where `$NAME` in a value is a variable (Compose). */
  readonly variables: boolean;
}

/** Plans the changes of one document; each is taken, or refused by itself. */
export class DocumentEditor {
  readonly #document: SyntaxDocument;
  readonly #context: EditContext;
  readonly #around: Surroundings;
  readonly #maps = new Map<YAMLMap<unknown, unknown>, Record<string, Plain>>();
  readonly #empty = new Map<Entry, Plain>();
  readonly #lists = new Map<YAMLSeq<unknown>, string[]>();
  readonly #scalars = new Map<Scalar<unknown>, string | number | boolean>();
  readonly #removed = new Map<Collection, { readonly indexes: Set<number>; readonly path: Path }>();

  constructor(document: SyntaxDocument, context: EditContext) {
    this.#document = document;
    this.#context = context;
    this.#around = { text: document.text, json: context.json, style: document.style };
  }

  /** @throws Refusal; what was taken before stays */
  take(change: Change): void {
    const walked = this.#document.walk(change.path);
    const { node, entry, holder, rest } = walked;
    if (change.kind === 'remove') {
      if (rest.length > 0 || holder === null) throw new Refusal('SHAPE');
      this.#remove(change.path, holder);
      return;
    }
    if (change.kind === 'rename') {
      if (rest.length > 0 || entry === null || !isMap(holder)) throw new Refusal('SHAPE');
      if (holder.items.some(({ key }) => isScalar(key) && key.value === change.to)) throw new Refusal('SHAPE');
      this.#scalars.set(keyOf(entry), change.to);
      return;
    }
    const { value } = change;
    if (rest.length === 0 && change.kind === 'set') {
      if (node === null || !isScalar(node)) throw new Refusal('SHAPE');
      this.#refuseVariable(node);
      if (isEmpty(node, this.#around.text)) this.#fill(entry, [], value);
      else this.#scalars.set(node, change.value);
      return;
    }
    if (node !== null && isSeq(node) && change.kind === 'append' && rest.length === 0) {
      const items = this.#lists.get(node) ?? [];
      if (!items.includes(change.value)) items.push(change.value);
      this.#lists.set(node, items);
      return;
    }
    const wanted: Plain = change.kind === 'append' ? [change.value] : value;
    if (node !== null && isMap(node)) {
      const values = this.#maps.get(node) ?? {};
      put(values, rest, wanted);
      this.#maps.set(node, values);
    } else if (node === null || isEmpty(node, this.#around.text)) this.#fill(entry, rest, wanted);
    else throw new Refusal('SHAPE');
  }

  /** The edits of all that was taken. @throws Refusal when the text does not allow one of them */
  edits(): TextEdit[] {
    const { text } = this.#around;
    const edits: TextEdit[] = [];
    for (const [map, values] of this.#maps) edits.push(...intoMap(map, values, this.#around));
    for (const [entry, value] of this.#empty) edits.push(...intoEmpty(entry, value, this.#around));
    for (const [seq, items] of this.#lists) edits.push(...intoSeq(seq, this.#instead(seq, items), this.#around));
    for (const [scalar, value] of this.#scalars) edits.push(replacement(scalar, value, text));
    edits.push(...this.#removals());
    return edits;
  }

  #fill(entry: Entry | null, rest: Path, value: Plain): void {
    if (entry === null) throw new Refusal('SHAPE');
    const filled = this.#empty.get(entry);
    if (rest.length === 0) {
      this.#empty.set(entry, Array.isArray(filled) && Array.isArray(value) ? [...filled, ...value] : value);
      return;
    }
    const values = typeof filled === 'object' && filled !== null ? (filled as Record<string, Plain>) : {};
    put(values, rest, value);
    this.#empty.set(entry, values);
  }

  #remove(path: Path, holder: Collection): void {
    const step = path.at(-1)!;
    const index =
      typeof step === 'number'
        ? step
        : (holder.items as Entry[]).findIndex(({ key }) => isScalar(key) && String(key.value) === step);
    const removed = this.#removed.get(holder) ?? { indexes: new Set(), path: path.slice(0, -1) };
    removed.indexes.add(index);
    this.#removed.set(holder, removed);
  }

  /** Of a list that would be left empty before it gets new items, the first is put in the place of its first. */
  #instead(seq: YAMLSeq<unknown>, items: readonly string[]): readonly string[] {
    const removed = this.#removed.get(seq);
    const [first, ...rest] = items;
    const old = seq.items[0];
    if (removed === undefined || removed.indexes.size < seq.items.length || first === undefined) return items;
    if (!isScalar(old)) throw new Refusal('STYLE');
    this.#scalars.set(old, first);
    removed.indexes.delete(0);
    return rest;
  }

  #removals(): TextEdit[] {
    // A list that is left empty goes with its key.
    for (const [holder, { indexes, path }] of this.#removed) {
      if (!isSeq(holder) || indexes.size < holder.items.length) continue;
      this.#removed.delete(holder);
      const outer = this.#document.walk(path);
      if (outer.holder === null) throw new Refusal('SHAPE');
      this.#remove(path, outer.holder);
    }
    return [...this.#removed].flatMap(([holder, { indexes }]) =>
      indexes.size === 0 ? [] : removal(holder, indexes, this.#around.text),
    );
  }

  #refuseVariable(node: Scalar<unknown>): void {
    if (this.#context.variables && sourceOf(node, this.#around.text).includes('$')) throw new Refusal('VARIABLE');
  }
}

/** Puts a value under a path of keys; lists that meet become one. */
function put(into: Record<string, Plain>, path: Path, value: Plain): void {
  const [step, ...rest] = path;
  if (typeof step !== 'string') throw new Refusal('SHAPE');
  const held = Object.hasOwn(into, step) ? into[step] : undefined;
  if (rest.length > 0) {
    if (held !== undefined && (typeof held !== 'object' || held === null || Array.isArray(held)))
      throw new Refusal('SHAPE');
    const inner = (held ?? {}) as Record<string, Plain>;
    put(inner, rest, value);
    into[step] = inner;
  } else if (Array.isArray(held) && Array.isArray(value)) {
    into[step] = [...held, ...(value as Plain[]).filter((item) => !held.includes(item))];
  } else into[step] = value;
}

/** A scalar in the place of another, quoted as that one was. */
function replacement(old: Scalar<unknown>, value: string | number | boolean, text: string): TextEdit {
  const [from, to] = rangeOf(old);
  if (old.type === 'BLOCK_FOLDED' || old.type === 'BLOCK_LITERAL' || old.tag !== undefined) throw new Refusal('STYLE');
  if (text.slice(from, to).includes('\n')) throw new Refusal('STYLE');
  const isText = typeof value === 'string';
  const written =
    isText && old.type === 'QUOTE_DOUBLE'
      ? JSON.stringify(value)
      : isText && old.type === 'QUOTE_SINGLE'
        ? `'${value.replaceAll("'", "''")}'`
        : flowValue(value, false);
  return { from, to, text: written };
}
