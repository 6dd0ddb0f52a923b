import type { About, Fact } from '../model/fact.ts';
import type { Located } from '../model/located.ts';
import { containersOf, type ContainerOf, type Workload } from './workload.ts';

/** A Pod or Pod template of Kubernetes with the spec that it was read from. */
export interface PodOf extends About {
  readonly pod: Located;
  readonly workload: Workload;
}

/** A container of one, as it was read. */
export interface PodContainerOf extends ContainerOf {
  readonly spec: Located;
}

const pods = new WeakMap<readonly Fact<Workload>[], readonly PodOf[]>();
const containers = new WeakMap<readonly Fact<Workload>[], readonly PodContainerOf[]>();

/** Every Pod spec; a workload of another orchestrator has none. */
export function podsOf(workloads: readonly Fact<Workload>[]): readonly PodOf[] {
  let found = pods.get(workloads);
  if (found === undefined) {
    found = workloads.flatMap(({ subject, stage, value }) =>
      value.pod === undefined ? [] : [{ subject, stage, pod: value.pod, workload: value }],
    );
    pods.set(workloads, found);
  }
  return found;
}

/** Every container of every Pod spec, init, sidecar and ephemeral ones included. */
export function podContainersOf(workloads: readonly Fact<Workload>[]): readonly PodContainerOf[] {
  let found = containers.get(workloads);
  if (found === undefined) {
    found = containersOf(workloads).flatMap((about) => {
      const { spec } = about.container;
      return spec === undefined ? [] : [{ ...about, spec }];
    });
    containers.set(workloads, found);
  }
  return found;
}
