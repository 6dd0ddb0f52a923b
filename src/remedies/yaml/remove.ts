import { isMap, isSeq, type Scalar } from 'yaml';
import { Refusal } from '../refusal.ts';
import { lineEnd, lineStart, type TextEdit } from '../text-edit.ts';
import { trailingComma } from './insert.ts';
import { endOf, endOfEntry, keyOf, rangeOf, type Collection, type Entry } from './syntax.ts';

/**
 * Takes some of the entries of a collection away, never all of them.
 *
 * @throws Refusal where a comment would go with them, or the text around them is not plain to read
 */
export function removal(holder: Collection, indexes: ReadonlySet<number>, text: string): TextEdit[] {
  const spans = spansOf(holder, text);
  if (indexes.size >= spans.length) throw new Refusal('SHAPE');
  return holder.flow === true
    ? fromFlow(holder, spans, indexes, text)
    : fromBlock(spans, indexes, text, isMap(holder) ? /^ *$/ : /^ *- +$/);
}

type Span = readonly [from: number, to: number];

function spansOf(holder: Collection, text: string): Span[] {
  if (isMap(holder)) {
    return holder.items.map((entry: Entry): Span => [rangeOf(keyOf(entry))[0], endOfEntry(entry, text)]);
  }
  if (!isSeq(holder)) throw new Refusal('SHAPE');
  return holder.items.map((item): Span => [rangeOf(item as Scalar)[0], endOf(item, text)]);
}

/** Whole lines; a comment behind the entry stays on a line of its own. */
function fromBlock(spans: readonly Span[], indexes: ReadonlySet<number>, text: string, lead: RegExp): TextEdit[] {
  return [...indexes].map((index): TextEdit => {
    const [start, end] = spans[index]!;
    const from = lineStart(text, start);
    const before = text.slice(from, start);
    // The dash of a list, or the indentation of a key: what else stands there belongs to something that stays.
    if (!lead.test(before)) throw new Refusal('STYLE');
    refuseComments(text.slice(start, end));
    const stop = lineEnd(text, end);
    const comment = /^\s*(#[^\r]*)/.exec(text.slice(end, stop))?.[1];
    if (comment === undefined && text.slice(end, stop).trim() !== '') throw new Refusal('STYLE');
    if (stop === text.length) {
      // The last line of the file: the line end before it goes, so that the text still ends without one.
      const lastEnd = text.slice(0, from).replace(/\r?\n$/, '').length;
      return comment === undefined
        ? { from: lastEnd, to: stop, text: '' }
        : { from, to: stop, text: before.replace('-', ' ') + comment };
    }
    return comment === undefined
      ? { from, to: stop + 1, text: '' }
      : { from, to: text[stop - 1] === '\r' ? stop - 1 : stop, text: before.replace('-', ' ') + comment };
  });
}

function fromFlow(holder: Collection, spans: readonly Span[], indexes: ReadonlySet<number>, text: string): TextEdit[] {
  const [, close] = rangeOf(holder);
  const kept = spans.map((_, index) => index).filter((index) => !indexes.has(index));
  const lastKept = kept.at(-1)!;
  return [...indexes].map((index): TextEdit => {
    const [start, end] = spans[index]!;
    const next = spans[index + 1];
    const isTail = index > lastKept;
    // Before the last entry that stays: up to the next one. Behind it: from the one before, with its comma.
    const from = isTail ? spans[index - 1]![1] : start;
    const to = isTail ? end : next![0];
    refuseComments(text.slice(from, to));
    if (isTail && next === undefined && trailingComma(text, end, close - 1) !== null && from === start)
      throw new Refusal('STYLE');
    return { from, to, text: '' };
  });
}

/** A `#` inside quotes is no comment, but nothing that is removed needs one. */
function refuseComments(source: string): void {
  if (source.includes('#')) throw new Refusal('COMMENT');
}
