import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { keyOf } from './clusters.ts';
import { programOfImage, type Program } from './program.ts';

/** A container that runs one of some programs, with the workload it belongs to. */
export interface Found<P extends Program> {
  readonly program: P;
  readonly container: Container;
  readonly workload: Fact<Workload>;
  /** Kubernetes: one on every node. Elsewhere a workload is on its one host anyway. */
  readonly everyNode: boolean;
}

export function findPrograms<P extends Program>(
  workloads: readonly Fact<Workload>[],
  programs: readonly P[],
): Found<P>[] {
  const found = workloads.flatMap((workload) =>
    workload.value.containers.flatMap((container) => {
      if (container.role === 'init' || container.role === 'ephemeral') return [];
      const program = programOfImage(container.image.value, programs);
      const everyNode = workload.value.orchestrator !== 'kubernetes' || workload.subject.kind === 'DaemonSet';
      return program === undefined ? [] : [{ program, container, workload, everyNode }];
    }),
  );
  const key = new Map(found.map(({ workload }) => [workload, keyOf(workload)]));
  return found.toSorted((a, b) => compare(key.get(a.workload)!, key.get(b.workload)!));
}

/** Host paths that a container mounts, without a slash at the end; a bind mount names its path itself. */
export function hostPathsOf({ container, workload }: Found<Program>): string[] {
  const volumes = new Map(workload.value.volumes.map(({ name, hostPath }) => [name, hostPath?.value]));
  return container.mounts.flatMap(({ volume }) => {
    const path = volumes.get(volume) ?? (volume.startsWith('/') ? volume : undefined);
    return path === undefined ? [] : [path.length > 1 ? path.replace(/\/+$/, '') : path];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
