/** One replacement in a text: `to` is exclusive; equal to `from` where something is put in. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with all edits made. Edits at one offset are made in the order given. @throws RangeError when two overlap */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of inTextOrder(edits)) {
    if (edit.from < at) throw new RangeError(`two edits overlap at ${edit.from}`);
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

function inTextOrder(edits: readonly TextEdit[]): TextEdit[] {
  return edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
}

/** The start of the line that holds an offset. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset of the line feed that ends the line of an offset; the length of the text for the last line. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** How lines end near an offset: as its own line does, else as the first one of the text does. */
export function newlineAt(text: string, at: number): string {
  const end = lineEnd(text, at);
  const own = end < text.length ? end : text.indexOf('\n');
  return own > 0 && text[own - 1] === '\r' ? '\r\n' : '\n';
}
