import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml';
import { buildTree, TreeLimit } from './tree.ts';
import { Located } from '../../model/located.ts';
import { DocumentPlace, SourceMap, type Parts } from './positions.ts';
import type { Dialect } from './scalars.ts';

export interface YamlProblem {
  readonly code: 'YAML_INVALID' | 'YAML_LIMIT' | 'YAML_DUPLICATE_KEY';
  readonly because: string;
  readonly line: number;
  readonly column: number;
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
 * Reads all documents of a YAML or JSON text with the position of every value.
 *
 * Documents are parsed one by one (`---` and `...` at the start of a line end a document wherever
 * they stand, YAML 1.2.2 §9.1.2), so that a broken one does not take the others with it.
 *
 * @param source the collector's name, for evidence
 * @param file the path for evidence
 */
export function readYaml(text: string, file: string, source: string, dialect: Dialect): YamlFile {
  const map = new SourceMap(file, text);
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  const problem = (code: YamlProblem['code'], because: string, offset: number): void => {
    problems.push({ code, because, ...map.lineAndColumn(Math.min(offset, text.length)) });
  };
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
        for (const { key, offset } of tree.duplicates) {
          problem(
            'YAML_DUPLICATE_KEY',
            `the key ${JSON.stringify(key)} stands twice in one mapping; the last one was taken`,
            offset,
          );
        }
        for (const { because, offset } of tree.faults) problem('YAML_INVALID', because, offset);
        if (tree.value === null || tree.value === undefined) continue;
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

const boundary = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/** Ranges of the text that hold one document each, from its `---` (with directives before it). */
function documentRanges(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  // One document without markers is the usual case and needs no search line by line.
  if (!text.includes('\n---') && !text.includes('\n...')) return [[0, text.length]];
  let start = 0;
  let marker = false;
  for (const match of text.matchAll(boundary)) {
    const directives = !marker && /^(\s*(#.*|%.*)?\r?\n)*$/.test(text.slice(start, match.index));
    if (match[1] === '---') {
      if (!directives || marker) ranges.push([start, match.index]);
      start = directives && !marker && text.slice(start, match.index).includes('%') ? start : match.index;
      marker = true;
    } else {
      ranges.push([start, match.index + 3]);
      start = match.index + 3;
      marker = false;
    }
  }
  ranges.push([start, text.length]);
  return ranges.filter(([from, to]) => to > from);
}
