import type { Instruction } from '../../facts/build.ts';
import { expand, unquote, type Lookup } from '../../formats/dockerfile/expand.ts';
import type { DockerfileInstruction } from '../../formats/dockerfile/instruction.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { inheritedArgument, stageLookup, type Scope } from './variables.ts';

/** Where the reference says that variables are put in ("Environment replacement"); RUN and CMD leave them to the shell. */
const expanding = new Set(['ADD', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR', 'ARG']);

/**
 * One instruction of a stage as a fact; ENV and ARG also change the scope for what follows.
 *
 * @param outside see `stageLookup`
 */
export function readInstruction(
  instruction: DockerfileInstruction,
  escape: string,
  scope: Scope,
  globals: Scope,
  outside: string | null,
  at: Evidence,
): Instruction {
  const { name, onBuild, flags, form, text } = instruction;
  const expands = expanding.has(name);
  const words =
    expands && form === 'words' ? instruction.words.map((word) => unquote(word, escape)) : instruction.words;
  const resolved = !expands
    ? seen(words, at)
    : onBuild
      ? triggered(words, at)
      : resolve(instruction.words, stageLookup(scope, outside), escape, at);
  if (!onBuild && name === 'ENV') setEnvironment(instruction.words, scope, outside, escape);
  if (!onBuild && name === 'ARG') declareArguments(instruction.words, scope, globals, outside, escape);
  const heredocs = instruction.heredocs.map(({ name: title, body }) => ({ name: title, body }));
  return { name, onBuild, flags, words, form, heredocs, text, resolved, at };
}

/** ONBUILD runs in a later build, whose variables are not here. */
function triggered(words: readonly string[], at: Evidence): Seen<readonly string[]> {
  return words.some((word) => word.includes('$'))
    ? seen<readonly string[]>(undefined, at, 'ONBUILD takes its variables from a later build')
    : seen(words, at);
}

function resolve(words: readonly string[], lookup: Lookup, escape: string, at: Evidence): Seen<readonly string[]> {
  const values: string[] = [];
  const notes = new Set<string>();
  for (const word of words) {
    const expansion = expand(word, lookup, escape);
    if (expansion.value === undefined) return seen<readonly string[]>(undefined, at, expansion.why);
    values.push(expansion.value);
    for (const note of expansion.notes) if (note !== '') notes.add(note);
  }
  return seen(values, notes.size === 0 ? at : { ...at, note: [...notes].join('; ') });
}

/** All pairs of one ENV see the variables as they were before it. */
function setEnvironment(words: readonly string[], scope: Scope, outside: string | null, escape: string): void {
  const pairs = words.map((word) => {
    const equals = word.indexOf('=');
    const name = unquote(word.slice(0, equals), escape);
    return { name, expansion: expand(word.slice(equals + 1), stageLookup(scope, outside), escape) };
  });
  for (const { name, expansion } of pairs) {
    scope.set(
      name,
      expansion.value === undefined
        ? { state: 'unknown', why: expansion.why, environment: true }
        : { state: 'set', value: expansion.value, environment: true },
    );
  }
}

function declareArguments(
  words: readonly string[],
  scope: Scope,
  globals: Scope,
  outside: string | null,
  escape: string,
): void {
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const value = equals === -1 ? undefined : expand(word.slice(equals + 1), stageLookup(scope, outside), escape);
    if (scope.get(name)?.environment === true) {
      // The reference lets ENV win; builders have differed, so no value is certain.
      scope.set(name, { state: 'unknown', why: `${name} is set by ENV and again by ARG`, environment: true });
    } else if (value === undefined) scope.set(name, inheritedArgument(name, globals));
    else if (value.value === undefined) scope.set(name, { state: 'unknown', why: value.why });
    else scope.set(name, { state: 'set', value: value.value, note: `with the default of ARG ${name}` });
  }
}
