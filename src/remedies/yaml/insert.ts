import { isScalar, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Plain } from '../change.ts';
import { Refusal } from '../refusal.ts';
import { lineEnd, lineStart, newlineAt, type TextEdit } from '../text-edit.ts';
import { blockEntry, flowEntry, flowValue, type Style } from './style.ts';
import { columnOf, endOf, endOfEntry, hasMergeKey, keyOf, rangeOf, type Entry } from './syntax.ts';

type Values = Readonly<Record<string, Plain>>;

export interface Surroundings {
  readonly text: string;
  readonly style: Style;
  /** True for a file of JSON, where an empty mapping does not show how keys are written. */
  readonly json: boolean;
}

/** New entries at the end of a mapping. */
export function intoMap(map: YAMLMap<unknown, unknown>, values: Values, around: Surroundings): TextEdit[] {
  if (hasMergeKey(map)) throw new Refusal('MERGE_KEY');
  const { text, style, json } = around;
  if (map.flow === true) {
    const [first] = map.items;
    const isJson = first === undefined ? json : isScalar(first.key) && first.key.type === 'QUOTE_DOUBLE';
    const isCompact = first !== undefined && /^\s*:\S/.test(text.slice(rangeOf(keyOf(first))[1]));
    const last = map.items.at(-1);
    return intoFlow(map, {
      text,
      last: last === undefined ? undefined : [rangeOf(keyOf(last))[0], endOfEntry(last, text)],
      parts: Object.entries(values).map(([key, value]) => ({
        line: isJson && isCompact ? `${JSON.stringify(key)}:${JSON.stringify(value)}` : flowEntry(key, value, isJson),
        lines: (indent, step) =>
          isJson ? `${JSON.stringify(key)}: ${prettyJson(value, indent, step)}` : flowEntry(key, value, false),
      })),
      space: !isJson,
      comma: isJson && isCompact ? ',' : ', ',
    });
  }
  const column = columnOf(rangeOf(keyOf(map.items[0]!))[0], text);
  const lines = Object.entries(values).flatMap(([key, value]) =>
    indented(blockEntry(key, value, column, style), column),
  );
  return [afterLine(endOfEntry(map.items.at(-1)!, text), lines, text)];
}

/** Entries below a key that has no value yet, or the word for none. */
export function intoEmpty(entry: Entry, values: Plain, around: Surroundings): TextEdit[] {
  const { text, style } = around;
  const key = keyOf(entry);
  const [from] = rangeOf(key);
  const { value } = entry;
  if (!isScalar(value)) throw new Refusal('STYLE');
  if (value.anchor !== undefined || value.tag !== undefined) throw new Refusal('STYLE');
  const [start, end] = rangeOf(value);
  // A key of JSON, or of a flow mapping: there the value stays on its line.
  if (key.type === 'QUOTE_DOUBLE' || isInFlow(from, text)) {
    if (start === end) throw new Refusal('STYLE');
    return [{ from: start, to: end, text: flowValue(values, key.type === 'QUOTE_DOUBLE') }];
  }
  const column = columnOf(from, text);
  const [, ...lines] = blockEntry('key', values, column, style);
  const colon = endOfEntry(entry, text);
  const insertion = afterLine(colon, lines, text);
  if (start === end) return [insertion];
  return [{ from: start, to: end, text: '' }, insertion];
}

/** New items at the end of a list. */
export function intoSeq(seq: YAMLSeq<unknown>, items: readonly string[], around: Surroundings): TextEdit[] {
  const { text, json } = around;
  const last = seq.items.at(-1);
  if (items.length === 0) return [];
  if (seq.flow === true) {
    const isJson = isScalar(last) ? last.type === 'QUOTE_DOUBLE' : json;
    return intoFlow(seq, {
      text,
      last: last === undefined ? undefined : [rangeOf(last as Scalar)[0], endOf(last, text)],
      parts: items.map((item) => ({ line: flowValue(item, isJson), lines: () => flowValue(item, isJson) })),
      space: false,
      comma: ', ',
    });
  }
  const dash = rangeOf(seq)[0];
  const column = columnOf(dash, text);
  const gap = /^-( +)(?=\S)/.exec(text.slice(dash, dash + 80))?.[1] ?? ' ';
  const end = endOf(seq, text);
  return [
    afterLine(
      end,
      items.map((item) => `${' '.repeat(column)}-${gap}${flowValue(item, false)}`),
      text,
    ),
  ];
}

interface FlowParts {
  readonly text: string;
  /** Where the last entry begins and ends; undefined when there is none. */
  readonly last: readonly [number, number] | undefined;
  readonly parts: readonly {
    readonly line: string;
    lines(indent: string, step: string): string;
  }[];
  /** Blanks inside the brackets of a collection that was empty. */
  readonly space: boolean;
  /** Between entries of one line. */
  readonly comma: string;
}

function intoFlow(
  node: { readonly range?: readonly [number, number, number] | null },
  { text, last, parts, space, comma: separator }: FlowParts,
): TextEdit[] {
  const [open, after] = rangeOf(node);
  const close = after - 1;
  if (last === undefined) {
    if (text.slice(open + 1, close).trim() !== '') throw new Refusal('COMMENT');
    const inner = parts.map(({ line }) => line).join(separator);
    return [{ from: open + 1, to: close, text: space ? ` ${inner} ` : inner }];
  }
  const [start, end] = last;
  const indent = text.slice(lineStart(text, start), start);
  const isOnOwnLine = /^[ \t]*$/.test(indent) && lineStart(text, start) > open;
  if (!isOnOwnLine) return [{ from: end, to: end, text: parts.map(({ line }) => separator + line).join('') }];
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, open), open))![0];
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : '  ';
  const newline = newlineAt(text, start);
  const lines = parts.map((part) => indent + part.lines(indent, step === '' ? '  ' : step).replaceAll('\n', newline));
  const closing = lineStart(text, close);
  // The bracket stands behind the last entry: so it does behind the new one.
  if (closing <= end) return [{ from: end, to: end, text: lines.map((line) => `,${newline}${line}`).join('') }];
  const comma = trailingComma(text, end, close);
  const at = lineEnd(text, Math.max(end, comma ?? 0));
  const insert = at > 0 && text[at - 1] === '\r' ? at - 1 : at;
  const added = lines.map((line) => newline + line).join(',') + (comma === null ? '' : ',');
  // A comment may stand between the last entry and the end of its line.
  return comma === null && insert !== end
    ? [
        { from: end, to: end, text: ',' },
        { from: insert, to: insert, text: added },
      ]
    : [{ from: insert, to: insert, text: (comma === null ? ',' : '') + added }];
}

/** The offset of a comma between the last entry and the bracket, comments left out; null when there is none. */
export function trailingComma(text: string, from: number, close: number): number | null {
  for (let at = from; at < close; at++) {
    if (text[at] === '#') at = lineEnd(text, at);
    else if (text[at] === ',') return at;
  }
  return null;
}

function prettyJson(value: Plain, indent: string, step: string): string {
  return JSON.stringify(value, null, step).replaceAll('\n', `\n${indent}`);
}

function indented(lines: readonly string[], column: number): string[] {
  const [first = '', ...rest] = lines;
  return [' '.repeat(column) + first, ...rest];
}

/** Whole lines behind the line of an offset. */
function afterLine(offset: number, lines: readonly string[], text: string): TextEdit {
  const newline = newlineAt(text, offset);
  const end = lineEnd(text, offset);
  const behind = text.slice(offset, end).trim();
  // Only a comment may follow; a bracket would mean that this is the inside of a flow collection.
  if (behind !== '' && !behind.startsWith('#')) throw new Refusal('STYLE');
  if (end === text.length) return { from: end, to: end, text: lines.map((line) => newline + line).join('') };
  return { from: end + 1, to: end + 1, text: lines.map((line) => line + newline).join('') };
}

/** Whether a key stands behind an opening bracket or a comma on its line. */
function isInFlow(offset: number, text: string): boolean {
  return /[{[,]\s*$/.test(text.slice(lineStart(text, offset), offset));
}
