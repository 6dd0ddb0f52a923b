import { groupOf, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';

const groups = new Set(['projectcalico.org', 'crd.projectcalico.org']);
const enforced = new Set(['NetworkPolicy', 'GlobalNetworkPolicy']);
const staged = new Set(['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy', 'StagedKubernetesNetworkPolicy']);

/** `projectcalico.org/v3` as people write it, `crd.projectcalico.org/v1` as it is stored. */
export function isCalico(object: Pick<KubernetesObject, 'apiVersion'>): boolean {
  return groups.has(groupOf(object));
}

/** A policy of Calico that is enforced. */
export function isCalicoPolicy(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return enforced.has(object.kind) && isCalico(object);
}

/** A policy of Calico that is only watched: what it would deny is logged, and let through. */
export function isStagedPolicy(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return staged.has(object.kind) && isCalico(object);
}

/** `shop/db`; null in front for kinds of the whole cluster, which are read into `default` too. */
export function namespaceOfCalico({ kind, namespace }: KubernetesObject): string | null {
  if (/^(?:Staged)?Global|^(?:Tier|HostEndpoint|Profile)$/.test(kind)) return null;
  return namespace === '' ? 'default' : namespace;
}

/** Stored names carry their tier in front: `default.db` is what people call `db`. */
export function nameOfCalico({ name }: KubernetesObject): string {
  return name.startsWith('default.') ? name.slice('default.'.length) : name;
}

/**
 * Objects of Calico of some kinds, each once: a cluster shows the same one as it is stored and as its API
 * server of Calico answers it.
 */
export function calicoObjects(
  objects: readonly Fact<KubernetesObject>[],
  wanted: (object: KubernetesObject) => boolean,
): Fact<KubernetesObject>[] {
  const found = new Map<string, Fact<KubernetesObject>>();
  for (const one of objects) {
    if (!isCalico(one.value) || !wanted(one.value)) continue;
    const { value, stage } = one;
    const key = `${stage} ${value.kind} ${namespaceOfCalico(value) ?? ''}/${nameOfCalico(value)}`;
    const before = found.get(key);
    // In files two objects of one name are two.
    if (before === undefined) found.set(key, one);
    else if (stage === 'declared' || before.value.apiVersion === value.apiVersion)
      found.set(`${key} ${found.size}`, one);
  }
  return [...found.values()];
}
