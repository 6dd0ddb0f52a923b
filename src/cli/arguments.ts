import { parseArgs } from 'node:util';
import { Failure } from '../model/failure.ts';

/** One option of a command, as help, completion and the parser need it. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What stands after it: `FILE`, `NAME`; absent for a switch. */
  readonly value?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface Arguments {
  readonly words: readonly string[];
  /** The last value given, or undefined. */
  text(name: string): string | undefined;
  /** Every value given, in order. */
  all(name: string): readonly string[];
  on(name: string): boolean;
}

/** Parses the words after the command's name. Anything unknown is a `Failure` that says what is known. */
export function parseArguments(given: readonly string[], options: readonly Option[], command: string): Arguments {
  const { tokens } = parseArgs({
    args: [...given],
    options: Object.fromEntries(
      options.map(({ name, short, value }) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) } as const,
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.find(({ name }) => name === token.name);
    if (option === undefined) throw unknownOption(token.rawName, options, command);
    if (option.value === undefined) {
      if (token.value !== undefined) throw bad(`${token.rawName} takes no value`, command);
      values.set(option.name, []);
      continue;
    }
    if (token.value === undefined || token.value === '')
      throw bad(`${token.rawName} needs a value: ${option.value}`, command);
    if (option.choices !== undefined && !option.choices.includes(token.value)) {
      throw bad(
        `${token.rawName} is ${JSON.stringify(token.value)}, but takes one of ${option.choices.join(', ')}`,
        command,
      );
    }
    values.set(option.name, [...(values.get(option.name) ?? []), token.value]);
  }
  return {
    words,
    text: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    on: (name) => values.has(name),
  };
}

function unknownOption(raw: string, options: readonly Option[], command: string): Failure {
  const wanted = raw.replace(/^-+/, '');
  const near = options.find(({ name }) => name.startsWith(wanted) || distance(name, wanted) <= 2);
  return bad(`there is no option ${raw}${near === undefined ? '' : `; did you mean --${near.name}?`}`, command);
}

function bad(what: string, command: string): Failure {
  return new Failure('BAD_ARGUMENT', `${what[0]!.toUpperCase()}${what.slice(1)}. See \`plimsoll ${command} --help\`.`);
}

/** Levenshtein distance, for "did you mean". */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
