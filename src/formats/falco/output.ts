import { operandText, type Operand } from './condition.ts';
import { findField } from './fields.ts';
import { FalcoSyntaxError } from './lexer.ts';
import { parseCondition } from './parse-condition.ts';

/** One piece of an output: text, or a value with the width it is padded or cut to. */
export type OutputPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string; readonly operand: Operand; readonly width?: number };

/** Wider fields are no output of a person's. */
const maxWidth = 4096;

/**
 * Reads an output: `%field`, `%field[argument]`, `%transformer(field)`, `%20field` (padded or cut to 20), `%%` for
 * a percent sign. A `*` in front is Falco's mark for "missing values are tolerated", which they always are.
 *
 * @throws FalcoSyntaxError with the offset of the fault
 */
export function parseOutput(text: string): readonly OutputPiece[] {
  const pieces: OutputPiece[] = [];
  let from = text.startsWith('*') ? 1 : 0;
  const keep = (to: number): void => {
    if (to > from) pieces.push({ kind: 'text', text: text.slice(from, to) });
  };
  for (let at = text.indexOf('%', from); at !== -1; at = text.indexOf('%', from)) {
    keep(at);
    if (text[at + 1] === '%') {
      pieces.push({ kind: 'text', text: '%' });
      from = at + 2;
      continue;
    }
    const [piece, end] = valueAt(text, at);
    pieces.push(piece);
    from = end;
  }
  keep(text.length);
  return pieces;
}

function valueAt(text: string, at: number): readonly [piece: OutputPiece, end: number] {
  const [digits] = /^\d*/.exec(text.slice(at + 1, at + 12))!;
  const start = at + 1 + digits.length;
  if (Number(digits) > maxWidth) throw new FalcoSyntaxError(`the width ${digits} is more than ${maxWidth}`, at);
  const end = endOfOperand(text, start);
  if (end === undefined)
    throw new FalcoSyntaxError(`no field stands behind % in \`${text.slice(at, at + 24)}\`; %% is a percent sign`, at);
  const operand = operandOf(text.slice(start, end), at);
  const width = digits === '' ? {} : { width: Number(digits) };
  return [{ kind: 'value', name: operandText(operand), operand, ...width }, end];
}

/** Where a field or call that begins at `start` ends; undefined when none does. */
function endOfOperand(text: string, start: number): number | undefined {
  const [call] = /^[a-z]\w*\(/.exec(text.slice(start, start + 64)) ?? [];
  if (call !== undefined) {
    let depth = 0;
    for (let at = start; at < text.length; at++) {
      if (text[at] === '(') depth++;
      if (text[at] === ')' && --depth === 0) return at + 1;
    }
    return undefined;
  }
  const [name] = /^[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)+/.exec(text.slice(start, start + 256)) ?? [];
  if (name === undefined) return undefined;
  // `%proc.name.` ends a sentence, and `%proc.name.exe` may be a field and a word: the longest known field counts.
  let known = name;
  while (findField(known) === undefined && known.includes('.')) known = known.slice(0, known.lastIndexOf('.'));
  const length = known.includes('.') ? known.length : name.length;
  const [brackets = ''] = /^\[[^\]]*\]/.exec(text.slice(start + length, start + length + 1024)) ?? [];
  return start + length + brackets.length;
}

function operandOf(text: string, at: number): Operand {
  try {
    const condition = parseCondition(`${text} exists`);
    if (condition.kind === 'check') return condition.left;
  } catch (error) {
    if (!(error instanceof FalcoSyntaxError)) throw error;
    throw new FalcoSyntaxError(`%${text}: ${error.message}`, at);
  }
  throw new FalcoSyntaxError(`%${text} is no field`, at);
}
