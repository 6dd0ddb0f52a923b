import { readYaml, type YamlFile } from '../../formats/yaml/read-yaml.ts';
import { sameData, withChanges, type Change } from '../change.ts';
import { Refusal } from '../refusal.ts';
import { applyEdits, type TextEdit } from '../text-edit.ts';
import { DocumentEditor, type EditContext } from './edit-document.ts';

/** Changes of one document of a file. */
export interface DocumentChanges {
  /** Index in `documents` of `readYaml`. */
  readonly document: number;
  readonly changes: readonly Change[];
}

/** Marks of template languages: text with them is not what will be read. */
const template = /\{\{|\{%|<%/;

/** The edits of a file of YAML or JSON for some changes, in offsets of its text. @throws Refusal */
export function editsOfYaml(text: string, all: readonly DocumentChanges[], context: EditContext): TextEdit[] {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const file = readYaml(text, '', '', 'core');
  return all.flatMap(({ document, changes }) => {
    const { from, source } = documentText(text, file, document);
    const editor = new DocumentEditor(source, context);
    for (const change of changes) editor.take(change);
    return editor
      .edits()
      .map((edit) => ({ from: edit.from + from + mark, to: edit.to + from + mark, text: edit.text }));
  });
}

/** One document's own text, from its markers to the next ones. @throws Refusal where it must not be edited */
function documentText(
  whole: string,
  file: YamlFile,
  document: number,
): { readonly from: number; readonly source: string } {
  const text = whole.startsWith('\uFEFF') ? whole.slice(1) : whole;
  const from = file.documents[document]?.offset;
  if (from === undefined) throw new Refusal('SHAPE');
  for (const problem of file.problems) {
    if (problem.code === 'YAML_DUPLICATE_KEY' && problem.document === document) throw new Refusal('DUPLICATE_KEY');
    if (problem.code !== 'YAML_DUPLICATE_KEY') {
      throw new Refusal('NOT_PARSED', `Line ${problem.line} of the file: ${problem.because}.`);
    }
  }
  const source = text.slice(from, file.documents[document + 1]?.offset ?? text.length);
  if (template.test(source)) throw new Refusal('TEMPLATE');
  // A carriage return alone ends a line for YAML, and for nothing else that reads the file.
  if (/\r(?!\n)/.test(source)) throw new Refusal('STYLE');
  return { from, source };
}

/** What was wanted, shown to be all that is different: null, or what else is. */
export function differenceOfYaml(before: string, after: string, all: readonly DocumentChanges[]): string | null {
  for (const dialect of ['kubernetes', 'core'] as const) {
    const [old, edited] = [readYaml(before, '', '', dialect), readYaml(after, '', '', dialect)];
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

/** The text with the changes, proven to be no more than them. @throws Refusal */
export function editYaml(text: string, all: readonly DocumentChanges[], context: EditContext): string {
  const edited = editedText(text, editsOfYaml(text, all, context));
  const difference = differenceOfYaml(text, edited, all);
  if (difference !== null) throw new Refusal('NOT_PROVEN', `With the edit ${difference}.`);
  return edited;
}

export function editedText(text: string, edits: readonly TextEdit[]): string {
  try {
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('STYLE');
    throw error;
  }
}
