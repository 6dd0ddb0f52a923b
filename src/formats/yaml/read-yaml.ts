import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml';
import { readJsonTree } from './json.ts';
import { buildTree, TreeLimit, type Tree } from './tree.ts';
import { Located } from '../../model/located.ts';
import { DocumentPlace, SourceMap, type Parts } from './positions.ts';
import type { Dialect } from './scalars.ts';

export interface YamlProblem {
  readonly code: 'YAML_INVALID' | 'YAML_LIMIT' | 'YAML_DUPLICATE_KEY';
  readonly because: string;
  readonly line: number;
  readonly column: number;
  /** Index in `documents` of the document that was read in spite of it; null when none was. */
  readonly document: number | null;
}

export interface YamlDocument {
  readonly root: Located;
  readonly place: DocumentPlace;
  /** Offset of the document's text in the file; for order. */
  readonly offset: number;
}

export interface YamlFile {
  /** Documents that hold something, in order. A document that cannot be parsed is a problem instead. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

/** Collections within collections; the deepest known Kubernetes API object stays under 40. */
const maxDepth = 200;
/**
 * Commas, colons and line ends of a text: more than there can be values in it. The parser and the
 * tree take some 400 bytes for each value, so this bounds the memory before it is taken. A file of
 * 32 MB with one entry on each line of 40 characters stays below it.
 */
const maxSeparators = 2_000_000;

/**
 * Reads all documents of a YAML or JSON text with the position of every value.
 *
 * Documents are parsed one by one (`---` and `...` at the start of a line end a document wherever
 * they stand, YAML 1.2.2 §9.1.2), so that a broken one does not take the others with it.
 *
 * @param source the collector's name, for evidence
 * @param file the path for evidence
 */
export function readYaml(whole: string, file: string, source: string, dialect: Dialect): YamlFile {
  const text = whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole;
  const map = new SourceMap(file, text);
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  const problem = (
    code: YamlProblem['code'],
    because: string,
    offset: number,
    document: number | null = null,
  ): void => {
    const { line, column } = map.lineAndColumn(Math.min(offset, text.length));
    problems.push({ code, because, line, column, document });
  };
  const json = readJson(text);
  if (json !== null) {
    const { tree, parts } = json;
    for (const { key, offset } of tree.duplicates) problem('YAML_DUPLICATE_KEY', standsTwice(key), offset, 0);
    const place = new DocumentPlace(source, map, parts, tree.start);
    documents.push({ root: Located.root(tree.value, place), place, offset: 0 });
    return { documents, problems };
  }
  if (hasTooManySeparators(text)) {
    problem('YAML_LIMIT', `holds more than ${maxSeparators} commas, colons and lines`, 0);
    return { documents, problems };
  }
  for (const [from, to] of documentRanges(text)) {
    const chunk = text.slice(from, to);
    try {
      const events = parseEvents(chunk, { maxDepth });
      for (const event of events) {
        if (event.type === EVENT_ID.DOCUMENT && event.directives.some((directive) => directive.kind === 'tag')) {
          problem('YAML_INVALID', '%TAG directives are not read', from);
        }
      }
      const parts = new Map<object, Parts>();
      for (const tree of buildTree(chunk, events, from, dialect, parts)) {
        const document = tree.value === null || tree.value === undefined ? null : documents.length;
        for (const { key, offset } of tree.duplicates) {
          problem('YAML_DUPLICATE_KEY', standsTwice(key), offset, document);
        }
        for (const { because, offset } of tree.faults) problem('YAML_INVALID', because, offset, document);
        if (document === null) continue;
        const place = new DocumentPlace(source, map, parts, tree.start);
        documents.push({ root: Located.root(tree.value, place), place, offset: from });
      }
    } catch (error) {
      if (error instanceof YAMLException) {
        const limit = error.reason.includes('maxDepth');
        problem(
          limit ? 'YAML_LIMIT' : 'YAML_INVALID',
          limit ? `nested deeper than ${maxDepth} levels` : error.reason,
          from + (error.mark?.position ?? 0),
        );
      } else if (error instanceof TreeLimit) {
        problem('YAML_LIMIT', error.message, from);
      } else {
        throw error;
      }
    }
  }
  return { documents, problems };
}

/** The text as one JSON object or list; null for what is to be read as YAML. */
function readJson(text: string): { readonly tree: Tree; readonly parts: Map<object, Parts> } | null {
  if (!/^[ \t\r\n]*[[{]/.test(text)) return null;
  const parts = new Map<object, Parts>();
  const tree = readJsonTree(text, parts);
  return tree === null ? null : { tree, parts };
}

function standsTwice(key: string): string {
  return `the key ${JSON.stringify(key)} stands twice in one mapping; the last one was taken`;
}

function hasTooManySeparators(text: string): boolean {
  if (text.length <= maxSeparators) return false;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code === 10 || code === 44 || code === 58) && ++count > maxSeparators) return true;
  }
  return false;
}

/** Ranges of the text that hold one document each, from its `---` (with directives before it). */
function documentRanges(text: string): [number, number][] {
  // One document without markers is the usual case and needs no search line by line.
  if (!text.includes('\n---') && !text.includes('\n...')) return [[0, text.length]];
  const ranges: [number, number][] = [];
  let start = 0;
  // Only comments, directives and empty lines since the last document's end: they belong to the next.
  let onlyPrologue = true;
  for (let line = 0; line < text.length; line = endOfLine(text, line)) {
    if (isMarker(text, line, '---')) {
      if (!onlyPrologue) {
        ranges.push([start, line]);
        start = line;
      }
      onlyPrologue = false;
    } else if (isMarker(text, line, '...')) {
      ranges.push([start, line + 3]);
      start = line + 3;
      onlyPrologue = true;
      line = start;
    } else if (onlyPrologue && !isPrologue(text, line)) {
      onlyPrologue = false;
    }
  }
  ranges.push([start, text.length]);
  return ranges.filter(([from, to]) => to > from);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function isMarker(text: string, at: number, marker: string): boolean {
  return text.startsWith(marker, at) && (at + 3 === text.length || ' \t\r\n'.includes(text[at + 3]!));
}

/** An empty line, a comment or a directive. */
function isPrologue(text: string, at: number): boolean {
  if (text[at] === '%') return true;
  let index = at;
  while (text[index] === ' ' || text[index] === '\t' || text[index] === '\r') index++;
  return index >= text.length || text[index] === '\n' || text[index] === '#';
}
