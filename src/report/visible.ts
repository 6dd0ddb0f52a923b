/**
 * What a terminal, an XML reader or a person's eye would not show as itself: C0 and C1 controls (an
 * ANSI escape could rewrite the report), line separators, bidirectional marks and zero-width
 * characters (text could read other than it is), tags, halves of surrogate pairs, non-characters.
 * The zero-width joiner stays: scripts and emoji need it.
 */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;
const plain = /^[\x20-\x7e]*$/;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of a source with every hidden character written as an escape, so that it fits on one line. */
export function visible(text: string): string {
  return plain.test(text) ? text : text.replaceAll(hidden, escaped);
}

const replacements: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
};

/** Like `visible`, for terminals that show ASCII only: whatever else there is becomes an escape. */
export function visibleAscii(text: string): string {
  return plain.test(text)
    ? text
    : visible(text).replaceAll(/[^\x20-\x7e]/gu, (character) => replacements[character] ?? escaped(character));
}

function escaped(character: string): string {
  const name = named[character];
  if (name !== undefined) return name;
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
