import { build, type Build, type BuildStage, type Instruction } from '../../facts/build.ts';
import { expand, unquote } from '../../formats/dockerfile/expand.ts';
import type { Dockerfile, DockerfileInstruction } from '../../formats/dockerfile/instruction.ts';
import { parseDockerfile } from '../../formats/dockerfile/parse-dockerfile.ts';
import type { Sighting } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import { fact, type About } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { readInstruction } from './read-instruction.ts';
import { globalLookup, noValue, type Scope } from './variables.ts';

export interface DockerfileContext {
  readonly source: string;
  readonly stage: 'declared';
  /** A .dockerignore stands beside it. */
  readonly ignoreFile: boolean;
}

/** Stages while they are read: a stage that others build upon hands on its variables. */
interface Stage {
  readonly fact: BuildStage & { readonly instructions: Instruction[] };
  /** False when it goes by its number, which FROM does not know. */
  readonly named: boolean;
  readonly scope: Scope;
  /** The image below all stages of this chain, as it is called; null for scratch. */
  readonly outside: string | null;
}

/** One `build` fact of a Dockerfile or Containerfile, and gaps for what in it is wrong or has no value. */
export function readDockerfile(text: string, file: string, context: DockerfileContext): Sighting[] {
  const parsed = parseDockerfile(text);
  const { source } = context;
  const globals: Scope = new Map();
  const before: Instruction[] = [];
  const stages: Stage[] = [];
  const counts = new Map<string, number>();
  const sightings: Sighting[] = parsed.problems.map(({ because, line, column }) => ({
    gap: {
      code: 'DOCKERFILE_INVALID',
      source,
      subject: file,
      because,
      toKnow: 'Correct it until `docker build --check` accepts the file.',
      // What was not read may have held anything that a Dockerfile speaks of.
      touches: ['images', 'hardening'],
      at: { source, file, line, column },
    },
  }));
  const placed = (instruction: DockerfileInstruction): Evidence => {
    const within = stages.length === 0 || instruction.name === 'FROM' ? '' : `stages[${stages.length - 1}].`;
    const name = `${within}${instruction.onBuild ? 'ONBUILD ' : ''}${instruction.name}`;
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return { source, file, line: instruction.line, column: instruction.column, place: `${name}[${nth}]` };
  };
  for (const instruction of parsed.instructions) {
    const at = placed(instruction);
    const current = stages.at(-1);
    if (instruction.name === 'FROM') stages.push(openStage(instruction, parsed, globals, stages, at));
    else if (current === undefined) before.push(declareGlobals(instruction, parsed, globals, at));
    else {
      current.fact.instructions.push(
        readInstruction(instruction, parsed.escape, current.scope, globals, current.outside, at),
      );
    }
  }
  const finished = stages.map((stage, index) => ({ ...stage.fact, final: index === stages.length - 1 }));
  sightings.push(...unresolved(finished, file, source));
  const whole: Evidence = { source, file, line: 1, column: 1 };
  const directives: Record<string, Seen<string>> = {};
  for (const { name, value, line } of parsed.directives) {
    directives[name] = seen(value, { source, file, line, column: 1, place: `# ${name}` });
  }
  const value: Build = {
    file,
    stages: finished,
    globals: before,
    directives,
    ignoreFile: seen(context.ignoreFile, whole),
    at: whole,
  };
  const about: About = { subject: { source, kind: 'Dockerfile', name: file }, stage: context.stage };
  sightings.push({ fact: fact(build, about, value, whole) });
  return sightings;
}

function declareGlobals(
  { words, flags, text }: DockerfileInstruction,
  { escape }: Dockerfile,
  globals: Scope,
  at: Evidence,
): Instruction {
  const values: string[] = [];
  let why: string | undefined;
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const expansion = equals === -1 ? null : expand(word.slice(equals + 1), globalLookup(globals), escape);
    if (expansion === null) {
      globals.set(name, noValue(name));
      values.push(name);
    } else if (expansion.value === undefined) {
      globals.set(name, { state: 'unknown', why: expansion.why });
      why ??= expansion.why;
    } else {
      globals.set(name, { state: 'set', value: expansion.value, note: `with the default of ARG ${name}` });
      values.push(`${name}=${expansion.value}`);
    }
  }
  return {
    name: 'ARG',
    onBuild: false,
    flags,
    words: words.map((word) => unquote(word, escape)),
    form: 'words',
    heredocs: [],
    text,
    resolved: why === undefined ? seen<readonly string[]>(values, at) : seen<readonly string[]>(undefined, at, why),
    at,
  };
}

function openStage(
  { words, flags }: DockerfileInstruction,
  { escape }: Dockerfile,
  globals: Scope,
  stages: readonly Stage[],
  at: Evidence,
): Stage {
  const lookup = globalLookup(globals);
  const put = (word: string | undefined, absent: string): Seen<string> => {
    if (word === undefined) return seen<string>(undefined, at, absent);
    const expansion = expand(word, lookup, escape);
    if (expansion.value === undefined) return seen<string>(undefined, at, `${word}: ${expansion.why}`);
    const notes = expansion.notes.filter((note) => note !== '').join('; ');
    if (expansion.value === '') return seen<string>(undefined, at, `${word} is empty`);
    return seen(expansion.value, notes === '' ? at : { ...at, note: notes });
  };
  const base = put(words[0], 'FROM cannot be read');
  const platform = put(flags.find(({ name }) => name === 'platform')?.value, 'no --platform is given');
  // Stage names know no upper case; a later stage of the same name hides the earlier one.
  const wanted = base.value?.toLowerCase();
  const earlier = stages.findLast(({ named, fact: { name } }) => named && name === wanted);
  return {
    fact: {
      name: words[2]?.toLowerCase() ?? String(stages.length),
      base,
      fromStage: earlier !== undefined,
      platform,
      instructions: [],
      final: false,
      at,
    },
    named: words[2] !== undefined,
    scope: new Map(earlier?.scope),
    outside:
      earlier !== undefined ? earlier.outside : base.value === 'scratch' ? null : (base.value ?? 'the image below'),
  };
}

/** Gaps for what matters and has no value: which image is built upon, who runs, what is fetched. */
function unresolved(stages: readonly BuildStage[], file: string, source: string): Sighting[] {
  const gap = (at: Evidence, what: string, why: string, touches: readonly string[]): { gap: Gap } => ({
    gap: {
      code: 'DOCKERFILE_UNRESOLVED',
      source,
      subject: file,
      because: `${what}: ${why}`,
      toKnow: 'Give the ARG a default in the Dockerfile, or ask the image that was built (`docker save`).',
      touches,
      at,
    },
  });
  return stages.flatMap((stage) => {
    const own: Sighting[] = [];
    if (stage.base.value === undefined) {
      const why = stage.base.why ?? 'the image is not known';
      own.push(gap(stage.base.at, 'FROM', why, ['images', 'hardening/practices']));
    }
    for (const { name, onBuild, resolved, words } of stage.instructions) {
      if (onBuild || resolved.value !== undefined) continue;
      // A source that begins with a variable may be an address.
      const fetches = name === 'ADD' && words.slice(0, -1).some((word) => /^["']?\$/.test(word));
      if (name === 'USER' || fetches) {
        const touches = fetches ? ['images/trusted-sources', 'hardening/practices'] : ['hardening/practices'];
        own.push(gap(resolved.at, name, resolved.why ?? 'it has no value', touches));
      }
    }
    return own;
  });
}
