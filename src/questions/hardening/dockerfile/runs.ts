import type { Build, BuildStage, Instruction } from '../../../facts/build.ts';
import { allCommands, isShell, programOf } from '../../../formats/shell/programs.ts';
import { splitShell, type ShellCommand } from '../../../formats/shell/split-shell.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';

export interface Run {
  readonly instruction: Instruction;
  readonly commands: readonly ShellCommand[];
  /** Why a part of it was not understood. */
  readonly incomplete?: string;
}

/** What a rule says of the commands of one RUN; `unsure` when a variable decides. */
export type Fault = { readonly saw: string } | { readonly unsure: string } | null;

/**
 * Judges every RUN of a build by its shell commands: a fail for each one that has a fault, unknown
 * for each that was not understood, one pass for a build that has neither.
 */
export function* judgeRuns(
  builds: readonly Fact<Build>[],
  faultOf: (commands: readonly ShellCommand[]) => Fault,
): Generator<Judgement> {
  for (const about of builds) {
    const judgements = runsOf(about.value).flatMap((run) => judgeRun(about, run, faultOf(run.commands)) ?? []);
    yield* judgements;
    if (judgements.length === 0) yield pass(about, about.value.at);
  }
}

/** Null when the RUN is all understood and has no fault. */
export function judgeRun(about: Fact<Build>, { instruction, incomplete }: Run, fault: Fault): Judgement | null {
  if (fault !== null && 'saw' in fault) return fail(about, instruction.at, fault.saw);
  const why = fault?.unsure ?? incomplete;
  return why === undefined ? null : unknown(about, instruction.at, `RUN: ${why}`);
}

/** Several checks look at the same commands. */
const read = new WeakMap<Build, readonly Run[]>();

/** The RUN instructions of all stages with their commands; nothing is run. */
export function runsOf(value: Build): readonly Run[] {
  let runs = read.get(value);
  if (runs === undefined) {
    runs = [...readRuns(value)];
    read.set(value, runs);
  }
  return runs;
}

function* readRuns({ stages }: Build): Generator<Run> {
  const shells = new Map<string, string>();
  for (const stage of stages) {
    let shell = (stage.fromStage ? shells.get(stage.base.value?.toLowerCase() ?? '') : undefined) ?? 'sh';
    for (const instruction of stage.instructions) {
      if (instruction.name === 'SHELL' && !instruction.onBuild) shell = instruction.words[0] ?? 'sh';
      if (instruction.name === 'RUN') yield { instruction, ...commandsOf(instruction, shell) };
    }
    shells.set(stage.name, shell);
  }
}

function commandsOf({ form, words, heredocs }: Instruction, shell: string): Omit<Run, 'instruction'> {
  if (form === 'exec') {
    const command = {
      assignments: [],
      words: words.map((text) => ({ text, literal: true, commands: [] })),
      redirections: [],
      pipelines: [],
    };
    return allCommands({ commands: [command] });
  }
  const program = shell.slice(Math.max(shell.lastIndexOf('/'), shell.lastIndexOf('\\')) + 1);
  if (!isShell(program)) return { commands: [], incomplete: `the shell is ${program}, whose language is not read` };
  const script = splitShell(words[0] ?? '');
  const bodies = heredocs.map(({ body }) => body);
  const scripts: ShellCommand[] = [];
  let incomplete = script.incomplete;
  for (const command of script.commands) {
    for (const redirection of command.redirections) {
      if (!/<<-?$/.test(redirection.operator)) continue;
      redirection.body = bodies.shift() ?? '';
      // Without a program before it, the body is the script itself.
      if (programOf(command) !== null || !isShellScript(redirection.body)) continue;
      const inner = splitShell(redirection.body);
      scripts.push(...inner.commands);
      incomplete ??= inner.incomplete;
    }
  }
  const commands = [...script.commands, ...scripts];
  return allCommands(incomplete === undefined ? { commands } : { commands, incomplete });
}

/** False for a body whose first line names another interpreter. */
function isShellScript(body: string): boolean {
  const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(body);
  if (interpreter === null) return true;
  const name = interpreter[1] ?? '';
  return isShell(name.endsWith('/env') ? (interpreter[2] ?? '') : name);
}

/** The last stage and those of this file below it, last first; and what the lowest begins with. */
export function finalChain({ stages }: Build): { chain: BuildStage[]; bottom: BuildStage | undefined } {
  const chain: BuildStage[] = [];
  let index = stages.length - 1;
  for (let stage = stages[index]; stage !== undefined; stage = stages[index]) {
    chain.push(stage);
    if (!stage.fromStage) return { chain, bottom: stage };
    const wanted = stage.base.value?.toLowerCase();
    index = stages.slice(0, index).findLastIndex(({ name }) => name === wanted);
  }
  return { chain, bottom: undefined };
}
