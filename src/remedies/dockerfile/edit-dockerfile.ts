import { isDeepStrictEqual } from 'node:util';
import type { DockerfileInstruction } from '../../formats/dockerfile/instruction.ts';
import { parseDockerfile } from '../../formats/dockerfile/parse-dockerfile.ts';
import { Refusal } from '../refusal.ts';
import { applyEdits, lineEnd, newlineAt, type TextEdit } from '../text-edit.ts';
import type { DockerfileChange } from './change.ts';

/** The text with the changes, proven to be no more than them. @throws Refusal */
export function editDockerfile(text: string, changes: readonly DockerfileChange[]): string {
  const before = parseDockerfile(text);
  if (before.problems.length > 0) throw new Refusal('NOT_PARSED', `${before.problems[0]!.because}.`);
  const starts = startsOf(text);
  const edits = changes.map((change): TextEdit => {
    if (change.kind === 'insert') return insertion(text, starts, change.before, change.text);
    const at = starts[change.line - 1];
    if (at === undefined) throw new Refusal('SHAPE');
    return change.kind === 'rename' ? renaming(text, at, change.from, change.to) : unflagging(text, at, change.flag);
  });
  const edited = applyEdits(text, edits);
  const after = parseDockerfile(edited);
  const wanted = expected(before.instructions, changes);
  const reads =
    after.problems.length === 0 &&
    after.escape === before.escape &&
    isDeepStrictEqual(after.directives, before.directives) &&
    isDeepStrictEqual(after.instructions.map(withoutPlace), wanted);
  if (!reads) throw new Refusal('NOT_PROVEN', 'With the edit the Dockerfile does not read as it should.');
  return edited;
}

/** Offsets of the lines. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function renaming(text: string, at: number, from: string, to: string): TextEdit {
  const line = text.slice(at, lineEnd(text, at));
  const found = new RegExp(`^(\\uFEFF?\\s*)(${from})(?=\\s|$)`, 'i').exec(line);
  if (found === null) throw new Refusal('STYLE');
  const [, lead = '', name = ''] = found;
  const start = at + lead.length;
  return { from: start, to: start + name.length, text: name === name.toLowerCase() ? to.toLowerCase() : to };
}

function unflagging(text: string, at: number, flag: string): TextEdit {
  const line = text.slice(at, lineEnd(text, at));
  const found = line.indexOf(` ${flag}`);
  const after = line[found + 1 + flag.length];
  if (found === -1 || (after !== undefined && !/\s/.test(after))) throw new Refusal('STYLE');
  return { from: at + found, to: at + found + 1 + flag.length, text: '' };
}

/** Before the comments that stand right above an instruction: they speak of it. */
function insertion(text: string, starts: readonly number[], before: number | null, instruction: string): TextEdit {
  if (before === null) {
    const newline = newlineAt(text, text.length);
    const end = text.length;
    const isEnded = text === '' || text.endsWith('\n');
    return { from: end, to: end, text: isEnded ? instruction + newline : newline + instruction };
  }
  let line = before - 1;
  while (line > 0 && /^\s*#/.test(text.slice(starts[line - 1], starts[line]))) line--;
  const at = starts[line];
  if (at === undefined || line === 0) throw new Refusal('SHAPE');
  return { from: at, to: at, text: instruction + newlineAt(text, at) };
}

type Placeless = Omit<DockerfileInstruction, 'line' | 'column'>;

function withoutPlace({ line: _line, column: _column, ...rest }: DockerfileInstruction): Placeless {
  return rest;
}

function expected(instructions: readonly DockerfileInstruction[], changes: readonly DockerfileChange[]): Placeless[] {
  const made = (text: string): Placeless[] =>
    parseDockerfile(`FROM scratch\n${text}\n`).instructions.slice(1).map(withoutPlace);
  const all = instructions.flatMap((instruction) => {
    const here = changes.filter((change) => change.kind !== 'insert' && change.line === instruction.line);
    const before = changes.flatMap((change) =>
      change.kind === 'insert' && change.before === instruction.line ? made(change.text) : [],
    );
    return [...before, here.reduce(changedInstruction, withoutPlace(instruction))];
  });
  return [...all, ...changes.flatMap((one) => (one.kind === 'insert' && one.before === null ? made(one.text) : []))];
}

function changedInstruction(instruction: Placeless, change: DockerfileChange): Placeless {
  if (change.kind === 'rename') {
    const { text } = instruction;
    const name = text.slice(0, change.from.length);
    const to = name === name.toLowerCase() ? change.to.toLowerCase() : change.to;
    return { ...instruction, name: change.to, text: to + text.slice(name.length) };
  }
  if (change.kind === 'insert') return instruction;
  const flags = instruction.flags.filter(({ name, value }) => `--${name}=${value}` !== change.flag);
  return { ...instruction, flags, text: instruction.text.replace(` ${change.flag}`, '') };
}
