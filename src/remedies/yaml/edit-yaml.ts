import { readYaml, type YamlFile } from '../../formats/yaml/read-yaml.ts';
import { sameData, withChanges, type Change } from '../change.ts';
import type { Dialect } from '../../formats/yaml/scalars.ts';
import { Refusal } from '../refusal.ts';
import { applyEdits, type TextEdit } from '../text-edit.ts';
import { DocumentEditor, type EditContext } from './edit-document.ts';
import { SyntaxDocument } from './syntax.ts';

/** Changes of one document of a file. */
export interface DocumentChanges {
  /** Index in `documents` of `readYaml`. */
  readonly document: number;
  readonly changes: readonly Change[];
}

/** Marks of template languages: text with them is not what will be read. */
const template = /\{\{|\{%|<%/;

/** The text of a file with what its parsers make of it, each asked once. */
export class YamlText {
  readonly text: string;
  readonly #mark: number;
  readonly #read = new Map<Dialect, YamlFile>();
  readonly #syntax = new Map<number, SyntaxDocument | Refusal>();
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.#mark = text.startsWith('\uFEFF') ? 1 : 0;
  }
  read(dialect: Dialect): YamlFile {
    let file = this.#read.get(dialect);
    if (file === undefined) this.#read.set(dialect, (file = readYaml(this.text, '', '', dialect)));
    return file;
  }
  /** Index of the document that holds a line, 1-based. @throws Refusal when none does */
  documentAt(line: number): number {
    this.#starts ??= [0, ...[...this.text.slice(this.#mark).matchAll(/\n/g)].map(({ index }) => index + 1)];
    const offset = this.#starts[line - 1] ?? Infinity;
    const found = this.read('kubernetes').documents.findLastIndex((one) => one.offset <= offset);
    if (found === -1) throw new Refusal('SHAPE');
    return found;
  }
  /** The edits of some changes of one document, in offsets of the whole text. @throws Refusal */
  edits({ document, changes }: DocumentChanges, context: EditContext): TextEdit[] {
    const editor = new DocumentEditor(this.#documentOf(document), context);
    for (const change of changes) editor.take(change);
    const from = this.#offsetOf(document) + this.#mark;
    return editor.edits().map((edit) => ({ from: edit.from + from, to: edit.to + from, text: edit.text }));
  }

  #offsetOf(document: number): number {
    const found = this.read('kubernetes').documents[document];
    if (found === undefined) throw new Refusal('SHAPE');
    return found.offset;
  }
  #documentOf(document: number): SyntaxDocument {
    let found = this.#syntax.get(document);
    if (found === undefined) {
      try {
        found = new SyntaxDocument(this.#textOf(document));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        found = error;
      }
      this.#syntax.set(document, found);
    }
    if (found instanceof Refusal) throw found;
    return found;
  }
  /** One document's own text, from its markers to the next ones. @throws Refusal where it must not be edited */
  #textOf(document: number): string {
    const from = this.#offsetOf(document);
    const { documents, problems } = this.read('kubernetes');
    for (const problem of problems) {
      if (problem.code === 'YAML_DUPLICATE_KEY' && problem.document === document) throw new Refusal('DUPLICATE_KEY');
      if (problem.code !== 'YAML_DUPLICATE_KEY') {
        throw new Refusal('NOT_PARSED', `Line ${problem.line} of the file: ${problem.because}.`);
      }
    }
    const text = this.text.slice(this.#mark);
    const own = text.slice(from, documents[document + 1]?.offset ?? text.length);
    if (template.test(own)) throw new Refusal('TEMPLATE');
    // A carriage return alone ends a line for YAML, and for nothing else that reads the file.
    if (/\r(?!\n)/.test(own)) throw new Refusal('STYLE');
    return own;
  }
}

/** The text with the changes, shown to be no more than them by reading both. @throws Refusal */
export function editYaml(source: YamlText, all: readonly DocumentChanges[], context: EditContext): string {
  let edited: string;
  try {
    edited = applyEdits(
      source.text,
      all.flatMap((one) => source.edits(one, context)),
    );
  } catch (error) {
    // Two edits overlap.
    if (error instanceof RangeError) throw new Refusal('STYLE');
    throw error;
  }
  const difference = differenceOf(source, new YamlText(edited), all);
  if (difference !== null) throw new Refusal('NOT_PROVEN', `With the edit ${difference}.`);
  return edited;
}

/** What is different beside the changes that were wanted; null when nothing is. */
function differenceOf(before: YamlText, after: YamlText, all: readonly DocumentChanges[]): string | null {
  for (const dialect of ['kubernetes', 'core'] as const) {
    const [old, edited] = [before.read(dialect), after.read(dialect)];
    if (edited.problems.length > old.problems.length) return `it does not parse: ${edited.problems.at(-1)!.because}`;
    if (edited.documents.length !== old.documents.length) return 'it has another number of documents';
    for (const [index, { root }] of old.documents.entries()) {
      const changes = all.filter(({ document }) => document === index).flatMap((one) => one.changes);
      if (!sameData(withChanges(root.value, changes), edited.documents[index]!.root.value))
        return `document ${index + 1} does not read as it should`;
    }
  }
  return null;
}
