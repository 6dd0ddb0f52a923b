import { groupOf, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../model/fact.ts';

/**
 * Those of which others by the same name say something else: a cluster has one of them, and which is not said
 * (a base beside its overlay, two environments in one folder).
 *
 * @param objects of one stage
 */
export function contradicting(objects: readonly Fact<KubernetesObject>[]): ReadonlySet<Fact<KubernetesObject>> {
  const first = new Map<string, Fact<KubernetesObject>>();
  const found = new Set<Fact<KubernetesObject>>();
  for (const one of objects) {
    const { value, stage } = one;
    // One whose name is made by the server is another each time.
    if (value.name === '') continue;
    const key = `${stage} ${groupOf(value)} ${value.kind} ${value.namespace}/${value.name}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, one);
    else if (saidBy(before) !== saidBy(one)) found.add(before).add(one);
  }
  return found;
}

/** What policies of every kind say stands here. */
function saidBy({ value: { root } }: Fact<KubernetesObject>): string {
  return JSON.stringify([root.get('spec').value, root.get('specs').value]);
}
