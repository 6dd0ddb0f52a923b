import { build, type Instruction } from '../../../facts/build.ts';
import { programOf } from '../../../formats/shell/programs.ts';
import type { ShellCommand } from '../../../formats/shell/split-shell.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { looseOption, looseVariable, watchesVariable } from '../dockerfile/loose-options.ts';
import { judgeRun, runsOf, type Fault } from '../dockerfile/runs.ts';

export const dockerfileNoTlsVerificationOff = defineCheck({
  id: 'HRD-304',
  name: 'dockerfile-no-tls-verification-off',
  aspect: 'hardening/practices',
  title: 'Builds verify certificates and signatures of what they fetch',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.11' }],
  remedy: 'Remove the option, and put the certificate or key that is missing into the image instead.',
  toKnow: 'Give the ARG a default, and write the RUN for a POSIX shell with all its quotes closed.',
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const about of builds) {
      const judgements: Judgement[] = runsOf(about.value).flatMap(
        (run) => judgeRun(about, run, faultOf(run.commands)) ?? [],
      );
      const settings = about.value.stages.flatMap(({ instructions }) =>
        instructions.filter(({ name }) => name === 'ENV' || name === 'ARG'),
      );
      for (const setting of [...about.value.globals, ...settings]) {
        const fault = settingFault(setting);
        if (fault === null) continue;
        judgements.push(
          'saw' in fault ? fail(about, setting.at, fault.saw) : unknown(about, setting.resolved, fault.unsure),
        );
      }
      yield* judgements;
      if (judgements.length === 0) yield pass(about, about.value.at);
    }
  },
});

function settingFault({ name, words, resolved }: Instruction): Fault {
  const watched = words.filter((word) => word.includes('=') && watchesVariable(word));
  if (watched.length === 0) return null;
  const loose = (resolved.value ?? watched.filter((word) => !word.includes('$'))).find(looseVariable);
  if (loose !== undefined) return { saw: `${name} ${loose.slice(0, loose.indexOf('='))} turns verification off` };
  return resolved.value === undefined && watched.some((word) => word.includes('$'))
    ? { unsure: resolved.why ?? 'the value is not known' }
    : null;
}

function faultOf(commands: readonly ShellCommand[]): Fault {
  for (const command of commands) {
    const program = programOf(command);
    const exported = program?.name === 'export' || program?.through.includes('env') === true ? command.words : [];
    const variable = [...command.assignments, ...exported].find(({ text }) => looseVariable(text));
    if (variable !== undefined) {
      return { saw: `RUN sets ${variable.text.slice(0, variable.text.indexOf('='))}, which turns verification off` };
    }
    const option =
      program === null
        ? null
        : looseOption(
            program.name,
            program.arguments.map(({ text }) => text),
          );
    if (option !== null) return { saw: `${program?.name} ${option} turns verification off` };
  }
  return null;
}
