/**
 * One packet against one pair of ends under Cilium, written from its documentation and from nothing of src/:
 * what any policy denies is denied, else what any lets through is let through; a direction closes when a policy
 * has rules of it, unless `enableDefaultDeny` says no. It takes plain objects that are valid.
 */
import type { Cluster, End, Packet, Pod, Policy, Selector } from '../reference.ts';
import { inBlock } from './calico-reference.ts';

type Side = 'ingress' | 'egress';
export type Mode = 'default' | 'always';

export function answer(cluster: Cluster, mode: Mode, from: End, to: End, packet: Packet): 'allow' | 'deny' {
  if (from === to) return 'allow';
  const sides = [
    'address' in from || from.hostNetwork ? 'allow' : oneSide(cluster, mode, from, to, 'egress', packet, to),
    'address' in to || to.hostNetwork ? 'allow' : oneSide(cluster, mode, to, from, 'ingress', packet, to),
  ];
  return sides.includes('deny') ? 'deny' : 'allow';
}

function oneSide(
  cluster: Cluster,
  mode: Mode,
  pod: Pod,
  peer: End,
  side: Side,
  packet: Packet,
  destination: End,
): 'allow' | 'deny' {
  let closed = mode === 'always';
  let open = false;
  for (const policy of cluster.policies) {
    const own = policy.metadata.namespace as string | undefined;
    if (policy.kind === 'NetworkPolicy') {
      const { spec } = policy;
      const types = spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
      if (own !== pod.namespace || !types.includes(side === 'ingress' ? 'Ingress' : 'Egress')) continue;
      if (!selects(cluster, spec.podSelector, pod)) continue;
      closed = true;
      for (const rule of spec[side] ?? []) {
        const peers: Policy[] = rule[side === 'ingress' ? 'from' : 'to'] ?? [];
        const hit = peers.some((one) =>
          one.ipBlock === undefined
            ? !('address' in peer) &&
              !peer.hostNetwork &&
              peer.namespace === own &&
              selects(cluster, one.podSelector, peer)
            : 'address' in peer && inBlock(peer.address, one.ipBlock.cidr),
        );
        if (peers.length === 0 || hit) open = true;
      }
      continue;
    }
    for (const spec of policy.specs ?? [policy.spec]) {
      if (own !== undefined && pod.namespace !== own) continue;
      if (!selects(cluster, spec.endpointSelector, pod)) continue;
      const [allows, denies]: Policy[][] = [spec[side] ?? [], spec[`${side}Deny`] ?? []];
      closed ||= spec.enableDefaultDeny?.[side] ?? allows!.length + denies!.length > 0;
      const prefix = side === 'ingress' ? 'from' : 'to';
      const fits = (rule: Policy): boolean => ruleFits(cluster, rule, prefix, own, peer, packet, destination);
      if (denies!.some(fits)) return 'deny';
      open ||= allows!.some(fits);
    }
  }
  return open || !closed ? 'allow' : 'deny';
}

function ruleFits(
  cluster: Cluster,
  rule: Policy,
  prefix: string,
  own: string | undefined,
  peer: End,
  packet: Packet,
  destination: End,
): boolean {
  const { toPorts } = rule;
  if (toPorts !== undefined) {
    const ports: Policy[] = toPorts.flatMap((one: Policy) => one.ports);
    if (!ports.some((one) => portFits(one, packet, destination))) return false;
  }
  if (rule[`${prefix}Endpoints`] !== undefined) {
    return rule[`${prefix}Endpoints`].some((one: Selector) => {
      if ('address' in peer || peer.hostNetwork) return false;
      const names = [...Object.keys(one.matchLabels ?? {}), ...(one.matchExpressions ?? []).map(({ key }) => key)];
      const saysWhere = names.some((name) =>
        /(^|:)io\.(kubernetes\.pod\.namespace|cilium\.k8s\.namespace\.labels\.)/.test(name),
      );
      return (own === undefined || saysWhere || peer.namespace === own) && selects(cluster, one, peer);
    });
  }
  if (rule[`${prefix}Entities`] !== undefined) {
    return rule[`${prefix}Entities`].some((one: string) => {
      if (one === 'all') return true;
      return one === 'world' ? 'address' in peer : one === 'cluster' && !('address' in peer);
    });
  }
  const set: Policy[] | undefined =
    rule[`${prefix}CIDRSet`] ?? rule[`${prefix}CIDR`]?.map((cidr: string) => ({ cidr }));
  if (set !== undefined) {
    // Of what has an identity of its own the address does not count.
    if (!('address' in peer)) return false;
    return set.some(
      ({ cidr, except }) => inBlock(peer.address, cidr) && !except?.some((one: string) => inBlock(peer.address, one)),
    );
  }
  return toPorts !== undefined;
}

function portFits(one: Policy, packet: Packet, destination: End): boolean {
  const protocol = one.protocol ?? 'ANY';
  if (protocol !== 'ANY' && protocol !== packet.protocol) return false;
  if (/^\d+$/.test(one.port)) {
    const first = Number(one.port);
    return first === 0 || (first <= packet.port && packet.port <= (one.endPort ?? first));
  }
  if ('address' in destination) return false;
  const port = destination.ports.find(({ name, protocol: own }) => name === one.port && own === packet.protocol);
  return port?.containerPort === packet.port;
}

/** Labels of an endpoint: those of the Pod, of its namespace, and the namespace's name. */
function selects(cluster: Cluster, selector: Selector, pod: Pod): boolean {
  const labels: Record<string, string> = { ...pod.labels, 'io.kubernetes.pod.namespace': pod.namespace };
  for (const [key, value] of Object.entries(cluster.namespaces[pod.namespace]!))
    labels[`io.cilium.k8s.namespace.labels.${key}`] = value;
  labels['io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name'] = pod.namespace;
  const plain = (key: string): string => key.replace(/^(k8s|any):/, '');
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[plain(key)] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[plain(key)];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isIn = value !== undefined && values!.includes(value);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}
