import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';

const indexes = new WeakMap<object, ReadonlyMap<string, KubernetesObject>>();

/** The object that a workload was read from; null when it is not among what was seen. */
export function objectOf(about: About, objects: readonly Fact<KubernetesObject>[]): KubernetesObject | null {
  let index = indexes.get(objects);
  if (index === undefined) {
    index = new Map(objects.map((one) => [keyOf(one), one.value]));
    indexes.set(objects, index);
  }
  return index.get(keyOf(about)) ?? null;
}

/** File and line as well: the same object may be declared twice, once well and once badly. */
function keyOf({ subject, stage, ...rest }: About & { readonly at?: Evidence }): string {
  const { source, kind, namespace, name } = subject;
  const { file, line, column, place, api } = rest.at ?? {};
  return `${stage}\0${source}\0${kind}\0${namespace}\0${name}\0${file}\0${line}\0${column}\0${place}\0${api}`;
}

/** The Pod spec in an object of any built-in kind that has one, and of others that are read like a Deployment. */
export function podSpecOf({ apiVersion, kind, root }: KubernetesObject): Located {
  if (/^[^/]*\.[^/]*\//.test(apiVersion)) return root.down('spec', 'template', 'spec');
  if (kind === 'Pod') return root.get('spec');
  if (kind === 'PodTemplate') return root.down('template', 'spec');
  if (kind === 'CronJob') return root.down('spec', 'jobTemplate', 'spec', 'template', 'spec');
  return root.down('spec', 'template', 'spec');
}

/** Containers of all roles, as they stand in the spec. */
export function containerPlaces(spec: Located): Located[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => spec.get(key).items());
}
