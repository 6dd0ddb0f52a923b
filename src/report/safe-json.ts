/**
 * Characters that JSON allows raw but that a terminal obeys or hides: DEL and C1 controls,
 * bidirectional marks, zero-width characters, line separators. They stand in strings only, so
 * escaping them changes no value.
 */
const unsafe = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** JSON of plain data, harmless in a terminal. Halves of surrogate pairs come out as escapes. */
export function safeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replaceAll(unsafe, escaped);
}

/** The same for a `<script>` element: without `<` nothing in it can end the element or open a comment. */
export function scriptJson(value: unknown): string {
  return safeJson(value).replaceAll('<', String.raw`\u003c`);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
