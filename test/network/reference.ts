/**
 * One packet against one pair of ends, written from the text of the APIs and from nothing of src/: networking/v1
 * types.go (NetworkPolicy), network-policy-api v1alpha1 (AdminNetworkPolicy, BaselineAdminNetworkPolicy) and
 * v1alpha2 (ClusterNetworkPolicy). It takes plain objects that are valid, and knows all that is to be known.
 */
import { BlockList, isIPv6 } from 'node:net';

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
type Labels = Record<string, string>;

export interface Pod {
  name: string;
  namespace: string;
  labels: Labels;
  ip: string;
  hostNetwork: boolean;
  ports: { name?: string; protocol: string; containerPort: number }[];
}
export interface Cluster {
  namespaces: Record<string, Labels>;
  pods: Pod[];
  policies: Policy[];
}
// oxlint-disable-next-line typescript/no-explicit-any -- policies are what the generator writes, of four kinds
export type Policy = any;
export type End = Pod | { address: string };

export interface Packet {
  protocol: 'TCP' | 'UDP' | 'SCTP';
  port: number;
}

/** Every answer that an implementation may give; more than one where the API leaves it open. */
export type Answers = Set<'allow' | 'deny'>;

export function answers(cluster: Cluster, from: End, to: End, packet: Packet): Answers {
  if (from === to) return new Set(['allow']);
  const out = 'address' in from ? new Set(['allow'] as const) : oneSide(cluster, from, to, 'egress', packet);
  const inn = 'address' in to ? new Set(['allow'] as const) : oneSide(cluster, to, from, 'ingress', packet);
  // The kubelet's own node is let in whatever policies say; on which node a Pod runs is not said here.
  if (!('address' in from) && from.hostNetwork) inn.add('allow');
  const found: Answers = new Set();
  for (const a of out) for (const b of inn) found.add(a === 'allow' && b === 'allow' ? 'allow' : 'deny');
  return found;
}

type Side = 'ingress' | 'egress';

function oneSide(cluster: Cluster, pod: Pod, peer: End, side: Side, packet: Packet): Set<'allow' | 'deny'> {
  // Its traffic is that of the node: no policy selects it.
  if (pod.hostNetwork) return new Set(['allow']);
  const destination = side === 'ingress' ? pod : peer;
  const found = new Set<'allow' | 'deny'>();
  for (const admin of tierAnswers(cluster, 'Admin', pod, peer, side, packet, destination)) {
    if (admin !== 'next') {
      found.add(admin);
      continue;
    }
    const own = networkPolicies(cluster, pod, peer, side, packet, destination);
    if (own !== 'next') {
      found.add(own);
      continue;
    }
    for (const base of tierAnswers(cluster, 'Baseline', pod, peer, side, packet, destination))
      found.add(base === 'next' ? 'allow' : base);
  }
  return found;
}

function networkPolicies(
  cluster: Cluster,
  pod: Pod,
  peer: End,
  side: Side,
  packet: Packet,
  destination: End,
): 'allow' | 'deny' | 'next' {
  let isolated = false;
  for (const policy of cluster.policies) {
    if (policy.kind !== 'NetworkPolicy' || policy.metadata.namespace !== pod.namespace) continue;
    const { spec } = policy;
    if (!selects(spec.podSelector ?? {}, pod.labels)) continue;
    const types: string[] = spec.policyTypes ?? ((spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
    if (!types.includes(side === 'ingress' ? 'Ingress' : 'Egress')) continue;
    isolated = true;
    for (const rule of spec[side] ?? []) {
      const peers = rule[side === 'ingress' ? 'from' : 'to'] ?? [];
      const fits = peers.length === 0 || peers.some((one: Policy) => networkPolicyPeer(cluster, pod, peer, one));
      const ports = rule.ports ?? [];
      if (fits && (ports.length === 0 || ports.some((one: Policy) => networkPolicyPort(one, packet, destination))))
        return 'allow';
    }
  }
  return isolated ? 'deny' : 'next';
}

function networkPolicyPeer(cluster: Cluster, pod: Pod, peer: End, one: Policy): boolean {
  if (one.ipBlock !== undefined) {
    const address = 'address' in peer ? peer.address : peer.ip;
    return (
      inBlock(address, one.ipBlock.cidr) && !(one.ipBlock.except ?? []).some((part: string) => inBlock(address, part))
    );
  }
  if ('address' in peer || peer.hostNetwork) return false;
  const inNamespace =
    one.namespaceSelector === undefined
      ? peer.namespace === pod.namespace
      : selects(one.namespaceSelector, namespaceLabels(cluster, peer.namespace));
  return inNamespace && selects(one.podSelector ?? {}, peer.labels);
}

function networkPolicyPort(one: Policy, packet: Packet, destination: End): boolean {
  if ((one.protocol ?? 'TCP') !== packet.protocol) return false;
  if (one.port === undefined) return true;
  if (typeof one.port === 'string') return named(one.port, packet, destination);
  return packet.port >= one.port && packet.port <= (one.endPort ?? one.port);
}

/** Every answer of one tier: policies of equal priority may be asked in any order. */
function tierAnswers(
  cluster: Cluster,
  tier: 'Admin' | 'Baseline',
  pod: Pod,
  peer: End,
  side: Side,
  packet: Packet,
  destination: End,
): Set<'allow' | 'deny' | 'next'> {
  const policies = cluster.policies.filter(
    ({ kind, spec }) =>
      kind === (tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy') ||
      (kind === 'ClusterNetworkPolicy' && spec.tier === tier),
  );
  const found = new Set<'allow' | 'deny' | 'next'>();
  for (const order of orders(policies)) {
    let answer: 'allow' | 'deny' | 'next' = 'next';
    search: for (const { spec } of order) {
      if (!adminPods(cluster, spec.subject, pod)) continue;
      for (const rule of spec[side] ?? []) {
        const peers: Policy[] = rule[side === 'ingress' ? 'from' : 'to'];
        if (!peers.some((one) => adminPeer(cluster, one, peer))) continue;
        const ports: Policy[] | undefined = rule.ports ?? rule.protocols;
        if (ports !== undefined && !ports.some((one) => adminPort(one, packet, destination))) continue;
        answer = rule.action === 'Deny' ? 'deny' : rule.action === 'Pass' ? 'next' : 'allow';
        break search;
      }
    }
    found.add(answer);
  }
  return found;
}

/** All orders that keep to the priorities. */
function orders(policies: readonly Policy[]): Policy[][] {
  if (policies.length === 0) return [[]];
  const least = Math.min(...policies.map(({ spec }) => spec.priority ?? 0));
  return policies
    .filter(({ spec }) => (spec.priority ?? 0) === least)
    .flatMap((first) => orders(policies.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

function adminPods(cluster: Cluster, set: Policy, pod: Pod): boolean {
  if (pod.hostNetwork) return false;
  const labels = namespaceLabels(cluster, pod.namespace);
  if (set.namespaces !== undefined) return selects(set.namespaces, labels);
  return selects(set.pods.namespaceSelector ?? {}, labels) && selects(set.pods.podSelector ?? {}, pod.labels);
}

function adminPeer(cluster: Cluster, one: Policy, peer: End): boolean {
  if (one.networks !== undefined) {
    const address = 'address' in peer ? peer.address : peer.ip;
    return one.networks.some((block: string) => inBlock(address, block));
  }
  if (one.nodes !== undefined) return !('address' in peer) && peer.hostNetwork;
  return !('address' in peer) && adminPods(cluster, one, peer);
}

function adminPort(one: Policy, packet: Packet, destination: End): boolean {
  if (one.portNumber !== undefined)
    return (one.portNumber.protocol ?? 'TCP') === packet.protocol && one.portNumber.port === packet.port;
  if (one.portRange !== undefined)
    return (
      (one.portRange.protocol ?? 'TCP') === packet.protocol &&
      one.portRange.start <= packet.port &&
      packet.port <= one.portRange.end
    );
  const name = one.namedPort ?? one.destinationNamedPort;
  if (name !== undefined) return named(name, packet, destination);
  const of = one[packet.protocol.toLowerCase()];
  if (of === undefined) return false;
  const port = of.destinationPort;
  if (port === undefined) return true;
  return port.range === undefined
    ? port.number === packet.port
    : port.range.start <= packet.port && packet.port <= port.range.end;
}

function named(name: string, packet: Packet, destination: End): boolean {
  if ('address' in destination) return false;
  const port = destination.ports.find((one) => one.name === name && one.protocol === packet.protocol);
  return port?.containerPort === packet.port;
}

function namespaceLabels(cluster: Cluster, name: string): Labels {
  return { ...cluster.namespaces[name], 'kubernetes.io/metadata.name': name };
}

function selects(selector: Selector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return operator === 'In'
        ? value !== undefined && values!.includes(value)
        : value === undefined || !values!.includes(value);
    })
  );
}

const lists = new Map<string, BlockList>();

function inBlock(address: string, block: string): boolean {
  const [net = '', prefix] = block.split('/');
  if (isIPv6(net) !== isIPv6(address)) return false;
  let list = lists.get(block);
  if (list === undefined) {
    list = new BlockList();
    list.addSubnet(net, Number(prefix), isIPv6(net) ? 'ipv6' : 'ipv4');
    lists.set(block, list);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
