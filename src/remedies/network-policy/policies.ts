import { uniteRanges, everyPort, type PortRange } from '../../formats/connections/connections.ts';
import { nameLabel } from '../../questions/network/reachability/endpoints/namespaces.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { tellingLabels } from './labels.ts';
import { keyOfPeer, type Need, type NeedPeer } from './need.ts';

export type Direction = 'ingress' | 'egress';

/** A NetworkPolicy of networking.k8s.io/v1 as plain data. */
export interface PolicyObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly PolicyRule[];
    readonly egress?: readonly PolicyRule[];
  };
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

export interface PolicyRule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports: readonly { readonly protocol: string; readonly port?: number; readonly endPort?: number }[];
}

type PolicyPeer =
  | { readonly namespaceSelector?: LabelSelector; readonly podSelector?: LabelSelector }
  | { readonly ipBlock: { readonly cidr: string } };

/** A policy with what each of its rules is there for, in their order. */
export interface SuggestedPolicy {
  readonly object: PolicyObject;
  /** The workload it stands at; undefined for the one that denies by default. */
  readonly subject?: Endpoint;
  readonly reasons: { readonly [D in Direction]?: readonly (readonly Need[])[] };
}

/** Lets nothing through to or from any Pod of a namespace. */
export function defaultDeny(namespace: string, name: string): SuggestedPolicy {
  const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] as const };
  return { object: objectOf(name, namespace, spec), reasons: {} };
}

/**
 * The policy of one workload: what is needed of it and by it, in the directions that no policy decides about yet.
 * Null when it carries no label to be found by.
 */
export function policyOf(
  subject: Endpoint,
  name: string,
  needs: { readonly [D in Direction]?: readonly Need[] },
  endpoints: readonly Endpoint[],
): SuggestedPolicy | null {
  const labels = tellingLabels(subject, endpoints);
  if (labels === null) return null;
  const reasons: { ingress?: (readonly Need[])[]; egress?: (readonly Need[])[] } = {};
  const rules: { ingress?: PolicyRule[]; egress?: PolicyRule[] } = {};
  const types: ('Ingress' | 'Egress')[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    const own = needs[direction];
    if (own === undefined) continue;
    types.push(direction === 'ingress' ? 'Ingress' : 'Egress');
    const made = rulesOf(subject, direction, own, endpoints);
    if (made.length === 0) continue;
    rules[direction] = made.map(({ rule }) => rule);
    reasons[direction] = made.map(({ because }) => because);
  }
  const spec = { podSelector: { matchLabels: labels }, policyTypes: types, ...rules };
  return { object: objectOf(name, subject.pod!.namespace, spec), subject, reasons };
}

function objectOf(name: string, namespace: string, spec: PolicyObject['spec']): PolicyObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

interface MadeRule {
  readonly rule: PolicyRule;
  readonly because: readonly Need[];
}

/** One rule for each set of ports, with all who need just these; who may be anyone has rules of its own. */
function rulesOf(
  subject: Endpoint,
  direction: Direction,
  needs: readonly Need[],
  endpoints: readonly Endpoint[],
): MadeRule[] {
  const other = (need: Need): NeedPeer => (direction === 'ingress' ? need.from : need.to);
  const byPeer = Map.groupBy(needs, (need) => keyOfPeer(other(need)));
  const open = portsOf(byPeer.get('anyone') ?? []);
  const byPorts = new Map<string, { ports: PortRange[]; peers: NeedPeer[]; because: Need[] }>();
  for (const [key, own] of byPeer) {
    // What is open to anyone need not be said again.
    const ports = key === 'anyone' ? open : without(portsOf(own), open);
    if (ports.length === 0) continue;
    const name = `${key === 'anyone' ? 'anyone ' : ''}${JSON.stringify(ports)}`;
    const rule = byPorts.get(name) ?? { ports, peers: [], because: [] };
    rule.peers.push(other(own[0]!));
    rule.because.push(...own);
    byPorts.set(name, rule);
  }
  return [...byPorts.values()].map(({ ports, peers, because }) => {
    const list = unique(peers.flatMap((peer) => peersOf(peer, subject, endpoints)));
    const side = direction === 'ingress' ? 'from' : 'to';
    return { rule: { ...(list.length === 0 ? {} : { [side]: list }), ports: ports.map(portOf) }, because };
  });
}

function portsOf(needs: readonly Need[]): PortRange[] {
  const all = needs.flatMap(({ ports }) => ports);
  return (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) =>
    uniteRanges(all.filter((range) => range.protocol === protocol)),
  );
}

/** Ranges that are not wholly among others. */
function without(ranges: readonly PortRange[], taken: readonly PortRange[]): PortRange[] {
  return ranges.filter(
    ({ protocol, first, last }) =>
      !taken.some((range) => range.protocol === protocol && range.first <= first && last <= range.last),
  );
}

function portOf({ protocol, first, last }: PortRange): PolicyRule['ports'][number] {
  if (first === everyPort[protocol].first && last === everyPort[protocol].last) return { protocol };
  return first === last ? { protocol, port: first } : { protocol, port: first, endPort: last };
}

/** Empty: everybody. */
function peersOf(peer: NeedPeer, subject: Endpoint, endpoints: readonly Endpoint[]): PolicyPeer[] {
  const inNamespace = (namespace: string, labels: Readonly<Record<string, string>> | null): PolicyPeer => ({
    ...(namespace === subject.pod!.namespace ? {} : { namespaceSelector: { matchLabels: { [nameLabel]: namespace } } }),
    podSelector: labels === null ? {} : { matchLabels: labels },
  });
  switch (peer.kind) {
    case 'anyone':
      return [];
    case 'pods':
      return [{ namespaceSelector: {} }];
    case 'blocks':
      return peer.blocks.map((cidr) => ({ ipBlock: { cidr } }));
    case 'workload': {
      const { pod } = peer.endpoint;
      // A Pod on the network of its node has the node's address, and no selector finds it.
      if (pod === undefined || pod.hostNetwork !== 'no') return everyAddress.map((cidr) => ({ ipBlock: { cidr } }));
      return [inNamespace(pod.namespace, tellingLabels(peer.endpoint, endpoints))];
    }
  }
}

const everyAddress = ['0.0.0.0/0', '::/0'];

function unique(peers: readonly PolicyPeer[]): PolicyPeer[] {
  return [...new Map(peers.map((peer) => [JSON.stringify(peer), peer])).values()];
}
