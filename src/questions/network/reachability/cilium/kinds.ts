import { groupOf, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';

const kinds = new Set(['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']);

/** A policy of Cilium in the version that Cilium reads. */
export function isCiliumPolicy(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return kinds.has(object.kind) && object.apiVersion === 'cilium.io/v2';
}

/** A kind of Cilium that a policy may name: CiliumCIDRGroup. */
export function isCilium(object: Pick<KubernetesObject, 'apiVersion'>): boolean {
  return groupOf(object) === 'cilium.io';
}

/** null for a policy of the whole cluster, which is read into `default` too. */
export function namespaceOfCilium({ kind, namespace }: KubernetesObject): string | null {
  if (kind === 'CiliumClusterwideNetworkPolicy') return null;
  return namespace === '' ? 'default' : namespace;
}
