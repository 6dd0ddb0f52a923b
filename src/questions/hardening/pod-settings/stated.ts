import { podContainersOf, podsOf, type PodContainerOf, type PodOf } from '../../../facts/pod.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { pass, type Judgement } from '../../../model/outcome.ts';

/**
 * Judges one setting of every container of a Pod. Nearly all leave it out, and where that is the good
 * case it passes without a place being made for what is not there.
 */
export function* judgeContainers(
  workloads: readonly Fact<Workload>[],
  key: string,
  ruling: (about: PodContainerOf, stated: Located) => Judgement,
): Generator<Judgement> {
  for (const about of podContainersOf(workloads)) {
    const { spec, container } = about;
    yield spec.lacks(key) ? pass(about, container.at) : ruling(about, spec.get(key));
  }
}

/** The same for a setting of the Pod. */
export function* judgePods(
  workloads: readonly Fact<Workload>[],
  key: string,
  ruling: (about: PodOf, stated: Located) => Judgement,
): Generator<Judgement> {
  for (const about of podsOf(workloads)) {
    const { pod, workload } = about;
    yield pod.lacks(key) ? pass(about, workload.at) : ruling(about, pod.get(key));
  }
}

/** Why a list cannot be read; null when it can, or is left out. */
export function noList(at: Located): string | null {
  return at.empty || at.isList ? null : (at.strings().why ?? 'cannot be read');
}
