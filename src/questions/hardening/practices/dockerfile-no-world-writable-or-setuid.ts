import { build } from '../../../facts/build.ts';
import { programOf } from '../../../formats/shell/programs.ts';
import type { ShellCommand, ShellWord } from '../../../formats/shell/split-shell.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { modeFault } from '../dockerfile/file-mode.ts';
import { judgeRun, runsOf, type Fault } from '../dockerfile/runs.ts';

export const dockerfileNoWorldWritableOrSetuid = defineCheck({
  id: 'HRD-308',
  name: 'dockerfile-no-world-writable-or-setuid',
  aspect: 'hardening/practices',
  title: 'Builds make no file writable for everyone and set no setuid or setgid bit',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.8' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.2' },
  ],
  remedy: 'Give the file to the user that needs it (`COPY --chown`, `chown`) with mode 644 or 755 at most.',
  toKnow: 'Write the mode as a number, not as a variable.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = runsOf(about.value).flatMap(
        (run) => judgeRun(about, run, faultOf(run.commands)) ?? [],
      );
      for (const { name, flags, at } of about.value.stages.flatMap(({ instructions }) => instructions)) {
        const mode = name === 'COPY' || name === 'ADD' ? flags.find((flag) => flag.name === 'chmod')?.value : undefined;
        if (mode === undefined) continue;
        const wrong = modeFault(mode);
        if (mode.includes('$')) judgements.push(unknown(about, at, `${name}: the mode ${mode} is a variable`));
        else if (wrong !== null) judgements.push(fail(about, at, `${name} --chmod=${mode} ${wrong}`));
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});

function faultOf(commands: readonly ShellCommand[]): Fault {
  let unsure: Fault = null;
  for (const command of commands) {
    const program = programOf(command);
    if (program === null) continue;
    const mode = program.name === 'chmod' ? chmodMode(program.arguments) : givenMode(program.name, program.arguments);
    if (mode === undefined) continue;
    const wrong = modeFault(mode.text);
    if (wrong !== null && mode.literal) return { saw: `${program.name} ${mode.text} ${wrong}` };
    if (!mode.literal) unsure = { unsure: `the mode given to ${program.name} is a variable` };
  }
  return unsure;
}

function chmodMode(words: readonly ShellWord[]): ShellWord | undefined {
  return words.some(({ text }) => text.startsWith('--reference'))
    ? undefined
    : words.find(({ text }) => !text.startsWith('-'));
}

/** `install -m 755`, `mkdir -m755`, `mkdir --mode=755`. */
function givenMode(program: string, words: readonly ShellWord[]): ShellWord | undefined {
  if (program !== 'install' && program !== 'mkdir') return undefined;
  for (const [index, word] of words.entries()) {
    if (word.text === '-m' || word.text === '--mode') return words[index + 1];
    const joined = /^(?:-m|--mode=)(.+)$/.exec(word.text)?.[1];
    if (joined !== undefined) return { ...word, text: joined };
  }
  return undefined;
}
