import type { About, Fact } from '../model/fact.ts';
import type { Located } from '../model/located.ts';
import { pass, type Judgement } from '../model/outcome.ts';
import { containersOf, type ContainerOf, type Workload } from './workload.ts';

/** A Pod or Pod template of Kubernetes with the spec that it was read from. */
export interface PodOf extends About {
  readonly pod: Located;
  readonly workload: Workload;
  /** That nothing is wrong with it, seen at the object as a whole: some thirty checks say the same of nearly all Pods. */
  readonly fine: Judgement;
}

/** A container of one, as it was read. */
export interface PodContainerOf extends ContainerOf {
  readonly spec: Located;
  /** That nothing is wrong with it, seen at the container as a whole. */
  readonly fine: Judgement;
}

const pods = new WeakMap<readonly Fact<Workload>[], readonly PodOf[]>();
const containers = new WeakMap<readonly Fact<Workload>[], readonly PodContainerOf[]>();

/** Every Pod spec; a workload of another orchestrator has none. */
export function podsOf(workloads: readonly Fact<Workload>[]): readonly PodOf[] {
  let found = pods.get(workloads);
  if (found === undefined) {
    const read: PodOf[] = [];
    for (const about of workloads) {
      const { subject, stage, value } = about;
      if (value.pod !== undefined)
        read.push({ subject, stage, pod: value.pod, workload: value, fine: pass(about, value.at) });
    }
    found = read;
    pods.set(workloads, found);
  }
  return found;
}

/** Every container of every Pod spec, init, sidecar and ephemeral ones included. */
export function podContainersOf(workloads: readonly Fact<Workload>[]): readonly PodContainerOf[] {
  let found = containers.get(workloads);
  if (found === undefined) {
    const read: PodContainerOf[] = [];
    for (const about of containersOf(workloads)) {
      const { subject, stage, container, workload } = about;
      const { spec, at } = container;
      if (spec !== undefined) read.push({ subject, stage, container, workload, spec, fine: pass(about, at) });
    }
    found = read;
    containers.set(workloads, found);
  }
  return found;
}

/**
 * Judges a setting of every container. Nearly all leave it out, and where that is the good case they are
 * passed without a place being made for what is not there.
 *
 * @param ruling asked only where one of the keys is stated
 */
export function* judgeContainers(
  workloads: readonly Fact<Workload>[],
  keys: readonly string[],
  ruling: (about: PodContainerOf) => Judgement,
): Generator<Judgement> {
  for (const about of podContainersOf(workloads)) yield lacksAll(about.spec, keys) ? about.fine : ruling(about);
}

/** The same for a setting of the Pod. */
export function* judgePods(
  workloads: readonly Fact<Workload>[],
  keys: readonly string[],
  ruling: (about: PodOf) => Judgement,
): Generator<Judgement> {
  for (const about of podsOf(workloads)) yield lacksAll(about.pod, keys) ? about.fine : ruling(about);
}

function lacksAll(spec: Located, keys: readonly string[]): boolean {
  for (const key of keys) if (!spec.lacks(key)) return false;
  return true;
}

/** Why a list cannot be read; null when it can, or is left out. */
export function noList(at: Located): string | null {
  return at.empty || at.isList ? null : (at.strings().why ?? 'cannot be read');
}
