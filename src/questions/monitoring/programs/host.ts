import type { HostProcess } from '../../../facts/host-process.ts';
import type { Fact } from '../../../model/fact.ts';
import { programOfProcess, type Program } from './program.ts';

/** The processes of an engine's host, as far as they were seen. */
export interface Host {
  /**
   * Process 1 and the engine itself were seen: this is the host's own process list and not that of a
   * container, and the processes of other users are not hidden.
   */
  readonly whole: boolean;
  readonly count: number;
  running<P extends Program>(
    programs: readonly P[],
  ): { readonly program: P; readonly process: Fact<HostProcess> } | undefined;
}

export function hostOf(processes: readonly Fact<HostProcess>[]): Host {
  const byPid = processes.toSorted((a, b) => a.value.pid - b.value.pid);
  return {
    whole:
      byPid.some(({ value }) => value.pid === 1) &&
      byPid.some(({ value }) => value.container === null && value.name === 'dockerd'),
    count: byPid.length,
    running(programs) {
      for (const process of byPid) {
        const program = programOfProcess(process.value.name, programs);
        if (program !== undefined) return { program, process };
      }
      return undefined;
    },
  };
}
