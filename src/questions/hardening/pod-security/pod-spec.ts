import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact, About } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';

/** The object that a workload was read from; null when it is not among what was seen. */
export function objectOf(about: About, objects: readonly Fact<KubernetesObject>[]): KubernetesObject | null {
  const { subject, stage } = about;
  const same = (one: Fact<KubernetesObject>): boolean =>
    one.stage === stage &&
    one.subject.source === subject.source &&
    one.subject.kind === subject.kind &&
    one.subject.namespace === subject.namespace &&
    one.subject.name === subject.name;
  return objects.find(same)?.value ?? null;
}

/** The Pod spec in an object of any built-in kind that has one. */
export function podSpecOf({ kind, root }: KubernetesObject): Located {
  if (kind === 'Pod') return root.get('spec');
  if (kind === 'PodTemplate') return root.down('template', 'spec');
  if (kind === 'CronJob') return root.down('spec', 'jobTemplate', 'spec', 'template', 'spec');
  return root.down('spec', 'template', 'spec');
}

/** Containers of all roles, as they stand in the spec. */
export function containerPlaces(spec: Located): Located[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => spec.get(key).items());
}
