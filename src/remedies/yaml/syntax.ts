import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Alias,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../change.ts';
import { Refusal } from '../refusal.ts';
import { lineStart } from '../text-edit.ts';
import { styleOf, type Style } from './style.ts';

export type Entry = Pair<unknown, unknown>;
export type Collection = YAMLMap<unknown, unknown> | YAMLSeq<unknown>;
type Node = Collection | Scalar<unknown> | Alias;

/** How far a path leads in a document. */
export interface Walked {
  /** The value at the end of what exists of the path. */
  readonly node: Node | null;
  /** The entry whose value `node` is; null for items and for the root. */
  readonly entry: Entry | null;
  /** What holds `node`; null for the root. */
  readonly holder: Collection | null;
  /** Steps of the path that do not exist; the first one is missing in `node`. */
  readonly rest: Path;
}

/**
 * One document with the places of its syntax, as an edit needs them. Offsets are those of `text`,
 * which begins with the document's markers.
 */
export class SyntaxDocument {
  readonly text: string;
  readonly #document: Document.Parsed;
  readonly #aliased = new Set<string>();
  #style: Style | undefined;

  /** @throws Refusal when the parser of the edits does not read the text as one good document */
  constructor(text: string) {
    this.text = text;
    // Failsafe: what plain words mean is decided elsewhere, here only their places count.
    const documents = parseAllDocuments(text, { schema: 'failsafe', keepSourceTokens: true, logLevel: 'silent' });
    const document = Array.isArray(documents) ? documents.find(({ contents }) => contents !== null) : undefined;
    if (document === undefined) throw new Refusal('NOT_PARSED');
    const [error] = document.errors;
    if (error?.code === 'DUPLICATE_KEY') throw new Refusal('DUPLICATE_KEY');
    if (error !== undefined) throw new Refusal('NOT_PARSED');
    this.#document = document;
    visit(document, { Alias: (_key, { source }) => void this.#aliased.add(source) });
  }

  get style(): Style {
    return (this.#style ??= styleOf(this.root, this.text));
  }
  get root(): Node {
    return this.#document.contents as Node;
  }

  /**
   * Follows a path as far as it exists.
   *
   * @throws Refusal where others share what it leads through, or where it leads through no collection
   */
  walk(path: Path): Walked {
    let walked: Walked = { node: this.#own(this.root), entry: null, holder: null, rest: path };
    while (walked.rest.length > 0) {
      const next = this.#step(walked);
      if (next === null) return walked;
      walked = next;
    }
    return walked;
  }

  #step({ node, rest: [step, ...rest] }: Walked): Walked | null {
    if (node === null || isEmpty(node, this.text)) return null;
    if (isSeq(node)) {
      const item = typeof step === 'number' ? node.items[step] : undefined;
      if (item === undefined) throw new Refusal('SHAPE');
      return { node: this.#own(item), entry: null, holder: node, rest };
    }
    if (!isMap(node) || typeof step !== 'string') throw new Refusal('SHAPE');
    const entry = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    if (entry !== undefined) {
      // The key itself may be what an alias stands for.
      this.#own(entry.key);
      return { node: this.#own(entry.value), entry, holder: node, rest };
    }
    if (hasMergeKey(node)) throw new Refusal('MERGE_KEY');
    return null;
  }

  /** @throws Refusal when an alias leads to the node, or it is one */
  #own(node: unknown): Node | null {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) throw new Refusal('SHARED_ANCHOR');
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) throw new Refusal('SHAPE');
    if (node.anchor !== undefined && this.#aliased.has(node.anchor)) throw new Refusal('SHARED_ANCHOR');
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) throw new Refusal('TAGGED');
    return node;
  }
}

export function hasMergeKey(map: YAMLMap<unknown, unknown>): boolean {
  return map.items.some(({ key }) => isScalar(key) && key.value === '<<' && key.type === 'PLAIN');
}

/** Nothing, or a word for nothing. */
export function isEmpty(node: Node, text: string): boolean {
  return isScalar(node) && node.type === 'PLAIN' && /^(?:~|null|Null|NULL)?$/.test(sourceOf(node, text));
}

/** The text of a node, without anchor, tag and comments around it. */
export function sourceOf(node: Node, text: string): string {
  const [from, to] = rangeOf(node);
  return text.slice(from, to);
}

export function rangeOf(node: {
  readonly range?: readonly [number, number, number] | null;
}): readonly [number, number] {
  if (node.range === undefined || node.range === null) throw new Refusal('STYLE');
  return [node.range[0], node.range[1]];
}

/** @throws Refusal for an explicit (`?`) or complex key */
export function keyOf(entry: Entry): Scalar<unknown> {
  if (!isScalar(entry.key)) throw new Refusal('STYLE');
  const tokens = entry.srcToken;
  if (tokens?.start.some(({ type }) => type === 'explicit-key-ind') === true) throw new Refusal('STYLE');
  return entry.key;
}

/** The offset behind the last character that is content: comments and empty lines after it are not. */
export function endOf(node: unknown, text: string): number {
  if (isMap(node) && node.flow !== true) return endOfEntry(node.items.at(-1)!, text);
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1);
    const end = endOf(last, text);
    if (isScalar(last) && sourceOf(last, text) === '') throw new Refusal('STYLE');
    return end;
  }
  const [from, to] = rangeOf(node as Scalar);
  if (!isScalar(node) || (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED')) return to;
  const source = text.slice(from, to);
  // `|+` keeps the empty lines behind it: what follows them would have to stand behind them as well.
  if (/^[|>][^\n]*\+/.test(source) && /\n[ \r]*\n[ \r\n]*$/.test(source)) throw new Refusal('STYLE');
  return from + source.trimEnd().length;
}

export function endOfEntry(entry: Entry, text: string): number {
  const [, keyEnd] = rangeOf(keyOf(entry));
  const { value } = entry;
  if (value === null || value === undefined) return keyEnd;
  const isNothing = isScalar(value) && value.type === 'PLAIN' && sourceOf(value, text) === '';
  if (!isNothing) return endOf(value, text);
  // Anchors, tags and the colon of a key without value.
  const colon = text.indexOf(':', keyEnd);
  return Math.max(colon + 1, value.anchor === undefined && value.tag === undefined ? 0 : rangeOf(value)[0]);
}

/**
 * The column at which the keys of a block mapping, or the dashes of a block list, stand.
 *
 * @throws Refusal when more than spaces and dashes stand before the first one
 */
export function columnOf(offset: number, text: string): number {
  const start = lineStart(text, offset);
  const before = text.slice(start, offset);
  if (before.includes('\t')) throw new Refusal('TABS');
  if (!/^ *(?:- +)*$/.test(before)) throw new Refusal('STYLE');
  return before.length;
}
