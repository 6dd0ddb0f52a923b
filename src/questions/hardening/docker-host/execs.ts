import { containersOf, type ContainerExec, type Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, unknown, type Judgement } from '../../../model/outcome.ts';

/** Judges what is executed in running containers. It never passes: the engine keeps no record of what was. */
export function* judgeExecs(
  workloads: readonly Fact<Workload>[],
  isBad: (exec: ContainerExec) => boolean,
  how: string,
): Generator<Judgement> {
  for (const about of containersOf(workloads)) {
    const { execs } = about.container;
    if (execs === undefined || about.stage !== 'running') continue;
    const found = execs.value?.filter(isBad) ?? [];
    // Its arguments may be passwords.
    for (const exec of found)
      yield fail(about, exec.at, `${(exec.command[0] ?? 'a command').slice(0, 80)} was executed ${how}`);
    if (found.length === 0)
      yield unknown(
        about,
        execs,
        execs.value === undefined
          ? (execs.why ?? 'was not asked')
          : 'nothing of that kind runs now; what was executed before is not recorded by the engine',
      );
  }
}
