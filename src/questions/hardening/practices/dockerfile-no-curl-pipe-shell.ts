import { build } from '../../../facts/build.ts';
import { isShell, programOf, type Program } from '../../../formats/shell/programs.ts';
import type { ShellCommand } from '../../../formats/shell/split-shell.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeRuns, type Fault } from '../dockerfile/runs.ts';

export const dockerfileNoCurlPipeShell = defineCheck({
  id: 'HRD-303',
  name: 'dockerfile-no-curl-pipe-shell',
  aspect: 'hardening/practices',
  title: 'Builds do not run what they download without looking at it',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.11' }],
  remedy: 'Download to a file, compare its checksum or signature, and only then run it.',
  toKnow: 'Write the RUN for a POSIX shell, with all its quotes closed.',
  needs: { builds: build },
  evaluate: ({ builds }) => judgeRuns(builds, faultOf),
});

const downloaders = new Set(['curl', 'wget', 'fetch', 'aria2c']);
const interpreters = /^(?:python|perl|ruby|node|php|lua)[\d.]*$/;

function faultOf(commands: readonly ShellCommand[]): Fault {
  for (const command of commands) {
    const program = programOf(command);
    if (program === null) continue;
    const runsText = isShell(program.name) || ['eval', 'source', '.'].includes(program.name);
    if (runsText && program.arguments.some((word) => word.commands.some(downloads))) {
      return { saw: `${program.name} runs what is downloaded` };
    }
    if (!readsInput(program)) continue;
    const source = commands.find((other) => feeds(other, command) && downloads(other));
    if (source !== undefined) return { saw: `${program.name} runs what is downloaded` };
  }
  return null;
}

/** True when one command's output reaches the other's input. */
function feeds(from: ShellCommand, to: ShellCommand): boolean {
  return from.pipelines.some((one) =>
    to.pipelines.some((other) => one.pipeline === other.pipeline && one.position < other.position),
  );
}

function downloads(command: ShellCommand): boolean {
  const program = programOf(command);
  if (program !== null && downloaders.has(program.name)) return true;
  return command.words.some((word) => word.commands.some(downloads));
}

/** A shell or interpreter that is given no file to run takes the program from its input. */
function readsInput({ name, arguments: words }: Program): boolean {
  if (!isShell(name) && !interpreters.test(name)) return false;
  const first = words.find(({ text }) => !/^-.|^\+/.test(text));
  if (words.some(({ text }) => /^-[a-z]*c/.test(text) || text === '-e' || text === '-m')) return false;
  if (isShell(name) && words.some(({ text }) => /^-[a-z]*s/.test(text))) return true;
  return first === undefined || first.text === '-' || first.text === '/dev/stdin';
}
