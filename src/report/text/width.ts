/** One cell for each code unit: ASCII and the signs of our own reports. Most text leaves here, and needs no segmenter. */
const plain =
  /^[\x20-\x7e\u00b7\u2013\u2014\u2019\u2022\u2026\u2190-\u2193\u2260\u2264\u2265\u2296\u2500\u2713\u2717]*$/;
/** Scripts of full-width letters, and the symbols that terminals draw over two cells. */
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const emojiStyle = /\ufe0f/;
const onlyMarks = /^[\p{M}\u200d]+$/u;

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function cellsOf(grapheme: string): number {
  if (onlyMarks.test(grapheme)) return 0;
  return wide.test(grapheme) || emojiStyle.test(grapheme) ? 2 : 1;
}

/** Terminal cells that a text without control characters takes. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let cells = 0;
  for (const grapheme of graphemes(text)) cells += cellsOf(grapheme);
  return cells;
}

/** The longest beginning of `text` that takes at most `cells`. */
export function headOf(text: string, cells: number): string {
  if (plain.test(text)) return text.slice(0, cells);
  let taken = 0;
  let end = 0;
  for (const grapheme of graphemes(text)) {
    taken += cellsOf(grapheme);
    if (taken > cells) break;
    end += grapheme.length;
  }
  return text.slice(0, end);
}

/** `text` cut to at most `cells`, with `mark` in the middle: beginning and end of a path both tell. */
export function clip(text: string, cells: number, mark: string): string {
  // A grapheme takes two cells at most and a code unit at least: short text needs no measuring.
  if (text.length * 2 <= cells || widthOf(text) <= cells) return text;
  const room = cells - widthOf(mark);
  const tail = text.slice(-Math.floor(room / 3)).toWellFormed();
  const end = headOf(tail.startsWith('\ufffd') ? tail.slice(1) : tail, Math.floor(room / 3));
  return `${headOf(text, room - widthOf(end))}${mark}${end}`;
}

/** Breaks text at spaces into lines of at most `cells`; a longer word is broken where it must. */
export function wrap(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (let word of text.split(' ')) {
    let size = widthOf(word);
    if (used > 0 && used + 1 + size > cells) {
      lines.push(line);
      line = '';
      used = 0;
    }
    while (size > cells) {
      // A grapheme wider than the whole line is still printed, else this would never end.
      const head = headOf(word, cells) || String.fromCodePoint(word.codePointAt(0) ?? 0x20);
      lines.push(head);
      word = word.slice(head.length);
      size = widthOf(word);
    }
    line = used > 0 ? `${line} ${word}` : word;
    used = used > 0 ? used + 1 + size : size;
  }
  if (used > 0 || lines.length === 0) lines.push(line);
  return lines;
}
