/**
 * One packet against one pair of ends under Calico, written from its documentation and from nothing of src/:
 * tiers by order, policies by order and name, Allow and Deny final, Pass to the next tier, what a tier selects
 * and does not decide dropped, profiles last. It takes plain objects that are valid, and knows all there is.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { Cluster, End, Packet, Pod, Policy } from '../reference.ts';

/** Selectors as functions beside their text, so that no parser is needed here. */
export interface SelectorText {
  readonly text: string;
  readonly fits: (labels: Readonly<Record<string, string>>) => boolean;
}

export interface CalicoCluster extends Cluster {
  /** Selector texts to what they mean. */
  readonly meanings: ReadonlyMap<string, SelectorText['fits']>;
  readonly tiers: readonly Policy[];
  readonly sets: readonly Policy[];
}

type Side = 'ingress' | 'egress';

export function answer(cluster: CalicoCluster, from: End, to: End, packet: Packet): 'allow' | 'deny' {
  if (from === to) return 'allow';
  const sides = [
    'address' in from || from.hostNetwork ? 'allow' : oneSide(cluster, from, to, 'egress', packet, to),
    'address' in to || to.hostNetwork ? 'allow' : oneSide(cluster, to, from, 'ingress', packet, to),
  ];
  return sides.includes('deny') ? 'deny' : 'allow';
}

interface Ordered {
  readonly tier: string;
  readonly order: number;
  readonly name: string;
  readonly policy: Policy;
}

function oneSide(
  cluster: CalicoCluster,
  pod: Pod,
  peer: End,
  side: Side,
  packet: Packet,
  destination: End,
): 'allow' | 'deny' {
  const tiers = [
    { name: 'default', order: 1_000_000, end: 'Deny' },
    ...cluster.tiers.map(({ metadata, spec }) => ({
      name: metadata.name,
      order: spec.order ?? Infinity,
      end: spec.defaultAction ?? 'Deny',
    })),
  ].toSorted((a, b) => (a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order - b.order));
  const policies = cluster.policies.map((policy): Ordered =>
    policy.apiVersion === 'networking.k8s.io/v1'
      ? { tier: 'default', order: 1000, name: '', policy }
      : {
          tier: policy.spec.tier ?? 'default',
          order: policy.spec.order ?? Infinity,
          name: policy.metadata.name,
          policy,
        },
  );
  for (const tier of tiers) {
    const own = policies
      .filter((one) => one.tier === tier.name && applies(cluster, one.policy, pod, side))
      .toSorted((a, b) => (a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order < b.order ? -1 : 1));
    if (own.length === 0) continue;
    let action: string | undefined;
    for (const { policy } of own) {
      action = actionOf(cluster, policy, pod, peer, side, packet, destination);
      if (action !== undefined) break;
    }
    action ??= tier.end;
    if (action !== 'Pass') return action === 'Allow' ? 'allow' : 'deny';
  }
  return 'allow';
}

function applies(cluster: CalicoCluster, policy: Policy, pod: Pod, side: Side): boolean {
  const { spec, metadata } = policy;
  const word = side === 'ingress' ? 'Ingress' : 'Egress';
  if (policy.apiVersion === 'networking.k8s.io/v1') {
    const types = spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
    return (
      metadata.namespace === pod.namespace && types.includes(word) && byMap(spec.podSelector.matchLabels, pod.labels)
    );
  }
  const [ingress, egress] = [spec.ingress ?? [], spec.egress ?? []];
  const usual = egress.length === 0 ? ['Ingress'] : ingress.length === 0 ? ['Egress'] : ['Ingress', 'Egress'];
  if (!(spec.types ?? usual).includes(word)) return false;
  if (policy.kind === 'NetworkPolicy' && metadata.namespace !== pod.namespace) return false;
  if (spec.namespaceSelector !== undefined && policy.kind === 'GlobalNetworkPolicy') {
    if (!fits(cluster, spec.namespaceSelector, namespaceLabels(cluster, pod.namespace))) return false;
  }
  return spec.selector === undefined || fits(cluster, spec.selector, labelsOf(cluster, pod));
}

function actionOf(
  cluster: CalicoCluster,
  policy: Policy,
  pod: Pod,
  peer: End,
  side: Side,
  packet: Packet,
  destination: End,
): string | undefined {
  if (policy.apiVersion === 'networking.k8s.io/v1') {
    for (const rule of policy.spec[side] ?? []) {
      const peers: Policy[] = rule[side === 'ingress' ? 'from' : 'to'] ?? [];
      const hit = peers.some(
        (one) =>
          !('address' in peer) &&
          !peer.hostNetwork &&
          peer.namespace === pod.namespace &&
          byMap(one.podSelector.matchLabels, peer.labels),
      );
      const ports: Policy[] = rule.ports ?? [];
      const open =
        ports.length === 0 || ports.some((one) => one.protocol === packet.protocol && one.port === packet.port);
      if ((peers.length === 0 || hit) && open) return 'Allow';
    }
    return undefined;
  }
  for (const rule of policy.spec[side] ?? []) {
    if (rule.action === 'Log') continue;
    if (rule.protocol !== undefined && rule.protocol !== packet.protocol) continue;
    if (rule.notProtocol !== undefined && rule.notProtocol === packet.protocol) continue;
    const { ports, notPorts } = rule.destination ?? {};
    if (ports !== undefined && !ports.some((one: unknown) => isPort(one, packet, destination))) continue;
    if (notPorts?.some((one: unknown) => isPort(one, packet, destination))) continue;
    const entity = rule[side === 'ingress' ? 'source' : 'destination'] ?? {};
    const own = policy.kind === 'NetworkPolicy' ? policy.metadata.namespace : null;
    if (!entityFits(cluster, entity, peer, own)) continue;
    return rule.action;
  }
  return undefined;
}

function isPort(one: unknown, packet: Packet, destination: End): boolean {
  if (typeof one === 'number') return one === packet.port;
  const [, first, last] = /^(\d+):(\d+)$/.exec(String(one)) ?? [];
  if (first !== undefined) return Number(first) <= packet.port && packet.port <= Number(last);
  if ('address' in destination) return false;
  // Of two ports of one name and protocol the first is meant.
  const port = destination.ports.find(({ name, protocol }) => name === one && protocol === packet.protocol);
  return port?.containerPort === packet.port;
}

/** Every condition of an entity must hold. A selector means endpoints, and the addresses of NetworkSets. */
function entityFits(cluster: CalicoCluster, entity: Policy, peer: End, own: string | null): boolean {
  const address = 'address' in peer ? peer.address : peer.ip;
  if (entity.nets !== undefined && !entity.nets.some((net: string) => inBlock(address, net))) return false;
  if (entity.notNets?.some((net: string) => inBlock(address, net))) return false;
  if (entity.selector !== undefined || entity.namespaceSelector !== undefined) {
    const wanted = (labels: Record<string, string>, namespace: string | null): boolean => {
      if (entity.namespaceSelector === 'global()') {
        if (namespace !== null) return false;
      } else if (entity.namespaceSelector !== undefined) {
        if (namespace === null || !fits(cluster, entity.namespaceSelector, namespaceLabels(cluster, namespace)))
          return false;
      } else if (own !== null && namespace !== own) return false;
      return entity.selector === undefined || fits(cluster, entity.selector, labels);
    };
    if (!meansAddress(cluster, peer, address, wanted)) return false;
  }
  if (entity.notSelector !== undefined) {
    const unwanted = (labels: Record<string, string>): boolean => fits(cluster, entity.notSelector, labels);
    if (meansAddress(cluster, peer, address, unwanted)) return false;
  }
  return true;
}

function meansAddress(
  cluster: CalicoCluster,
  peer: End,
  address: string,
  wanted: (labels: Record<string, string>, namespace: string | null) => boolean,
): boolean {
  if (!('address' in peer) && !peer.hostNetwork && wanted(labelsOf(cluster, peer), peer.namespace)) return true;
  return cluster.sets.some(({ metadata, spec }) => {
    const namespace: string | null = metadata.namespace ?? null;
    const labels = { ...metadata.labels, ...(namespace === null ? {} : { 'projectcalico.org/namespace': namespace }) };
    return wanted(labels, namespace) && spec.nets.some((net: string) => inBlock(address, net));
  });
}

function labelsOf(cluster: CalicoCluster, pod: Pod): Record<string, string> {
  return { ...pod.labels, 'projectcalico.org/namespace': pod.namespace, 'projectcalico.org/orchestrator': 'k8s' };
}

function namespaceLabels(cluster: CalicoCluster, name: string): Record<string, string> {
  return { ...cluster.namespaces[name], 'projectcalico.org/name': name, 'kubernetes.io/metadata.name': name };
}

function fits(cluster: CalicoCluster, text: string, labels: Record<string, string>): boolean {
  return cluster.meanings.get(text)!(labels);
}

function byMap(map: Record<string, string> | undefined, labels: Record<string, string>): boolean {
  return Object.entries(map ?? {}).every(([key, value]) => labels[key] === value);
}

export function inBlock(address: string, block: string): boolean {
  const [net = '', prefix] = block.split('/');
  if (isIPv6(net) !== isIPv6(address)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(prefix ?? (isIPv6(net) ? 128 : 32)), isIPv6(net) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
