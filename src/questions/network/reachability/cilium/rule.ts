import type { Protocol } from '../../../../model/connections.ts';
import type { Located } from '../../../../model/located.ts';
import { parseBlockOrAddress, unite, without, type Block } from '../../../../formats/connections/blocks.ts';
import { everyPort } from '../../../../formats/connections/connections.ts';
import type { PeerSet, RulePort, TierRule } from '../tiers/tier.ts';
import { entityPeers } from './entities.ts';
import { readEndpointSelector } from './labels.ts';
import type { CiliumSettings } from '../../../../facts/cilium-settings.ts';

/** What a rule stands in. */
export interface RuleContext {
  readonly title: string;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'allow' | 'deny';
  /** null for a policy of the whole cluster. */
  readonly namespace: string | null;
  readonly settings: CiliumSettings;
  /** Addresses of a CiliumCIDRGroup; undefined when it was not read. */
  readonly groupBlocks: (name: string) => readonly Block[] | undefined;
  readonly fault: (at: Located, why: string) => void;
}

/** Ports of one kind of certainty. */
interface PortPart {
  readonly ports: 'all' | readonly RulePort[];
  readonly doubt?: string;
}

const peerKinds = ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Groups', 'Nodes', 'Requires', 'Services', 'FQDNs'];

/**
 * A rule as rules of one certainty each. A rule that names no peer but ports means every peer on them; one
 * that names neither lets nothing through, and only closes what it selects.
 */
export function readRule(at: Located, context: RuleContext): TierRule[] {
  const { fault, title, action, direction } = context;
  if (!at.isMap) {
    fault(at, 'a rule is not a mapping');
    return [];
  }
  const side = direction === 'ingress' ? 'from' : 'to';
  const known = new Set([...peerKinds.map((kind) => `${side}${kind}`), 'toPorts', 'icmps', 'authentication']);
  for (const [key, value] of at.entries()) if (!known.has(key)) fault(value, `there is no field ${key}`);
  const named = peerKinds.map((kind) => at.get(`${side}${kind}`)).filter((one) => !one.empty);
  if (named.length > 1) fault(at, 'a rule names peers in several ways, which Cilium refuses');
  const parts = portParts(at, context);
  const [by] = named;
  if (by === undefined && parts === undefined) {
    // A deny rule of nothing is not written of in the documentation.
    if (action === 'deny' && at.entries().length === 0) fault(at, 'a rule that denies names nothing');
    return [];
  }
  const peers = by === undefined ? ('all' as const) : peersOf(by, side, context);
  const authenticated = at.get('authentication');
  const doubts = [
    ...(authenticated.empty || authenticated.get('mode').value === 'disabled'
      ? []
      : ['whether both prove who they are']),
    ...(by?.isList === true && by.items().length === 0 ? ['what an empty list of peers means'] : []),
  ];
  return (parts ?? [{ ports: 'all' as const }]).flatMap(({ ports, doubt }): TierRule[] => {
    if (ports !== 'all' && ports.length === 0) return [];
    const all = [...doubts, ...(doubt === undefined ? [] : [doubt])];
    const certain = { title, at: () => at.at, action, peers, ports };
    return [all.length === 0 ? certain : { ...certain, doubt: `${title}: ${all.join(', ')}` }];
  });
}

function peersOf(at: Located, side: string, context: RuleContext): 'all' | PeerSet[] {
  const { fault, namespace } = context;
  const field = at.path.slice(at.path.lastIndexOf('.') + 1).slice(side.length);
  if (!at.isList) {
    fault(at, 'is not a list');
    return [];
  }
  const items = at.items();
  // Whether an empty list means everyone or no one is told apart by the doubt of the rule.
  if (items.length === 0) return 'all';
  switch (field) {
    case 'Endpoints':
      return some(items.map((item) => endpointPeers(item, namespace, fault)));
    case 'Entities':
      return some(
        items.map((item) => {
          const found = entityPeers(item.string().value ?? '');
          if (found === undefined) fault(item, 'is no entity');
          return found ?? [];
        }),
      );
    case 'CIDR':
      return [
        blocksPeer(
          items.flatMap((item) => blockAt(item, item.value, fault)),
          context,
        ),
      ];
    case 'CIDRSet':
      return items.flatMap((item) => cidrSetPeers(item, context));
    case 'Requires':
      fault(at, 'was taken out of Cilium in 1.19, and before that was asked of every rule');
      return [];
    case 'Nodes':
      return [{ kind: 'nodes', perhaps: true }];
    case 'Services':
      return [{ kind: 'perhaps', outside: false, why: 'which Pods a Service leads to' }];
    case 'FQDNs':
      return [{ kind: 'perhaps', outside: true, why: 'which addresses a domain name has' }];
    default:
      return [{ kind: 'perhaps', outside: true, why: 'which addresses a group of a cloud has' }];
  }
}

/** All of several lists; everything when one of them is. */
function some(lists: readonly ('all' | readonly PeerSet[])[]): 'all' | PeerSet[] {
  return lists.includes('all') ? 'all' : lists.flatMap((one) => (one === 'all' ? [] : one));
}

function endpointPeers(at: Located, namespace: string | null, fault: RuleContext['fault']): 'all' | readonly PeerSet[] {
  const meaning = readEndpointSelector(at, namespace, false);
  switch (meaning.kind) {
    case 'pods':
      return [{ kind: 'pods', pods: meaning.pods }];
    case 'entity': {
      const found = entityPeers(meaning.name);
      return found ?? [{ kind: 'perhaps', outside: false, why: `what has the label reserved:${meaning.name}` }];
    }
    case 'unclear':
      return [{ kind: 'perhaps', outside: false, why: meaning.why }];
    case 'fault':
      fault(meaning.at, meaning.why);
      return [];
  }
}

function blocksPeer(blocks: readonly Block[], { settings }: RuleContext): PeerSet {
  const { pods, nodes } = settings.blocksMean;
  return { kind: 'blocks', blocks: unite(blocks), pods, ...(nodes ? {} : { nodes: false as const }) };
}

/** `10.0.0.0/8`, or one address. */
function blockAt(at: Located, value: unknown, fault: RuleContext['fault']): Block[] {
  const block = typeof value === 'string' ? parseBlockOrAddress(value) : null;
  if (block === null) fault(at, 'is no block of addresses');
  return block === null ? [] : [block];
}

const cidrFields = new Set(['cidr', 'except', 'cidrGroupRef', 'cidrGroupSelector']);

function cidrSetPeers(at: Located, context: RuleContext): PeerSet[] {
  const { fault, groupBlocks } = context;
  if (!at.isMap) fault(at, 'is not a mapping');
  for (const [key, value] of at.entries()) if (!cidrFields.has(key)) fault(value, `there is no field ${key}`);
  const except = at.get('except');
  if (!except.empty && !except.isList) fault(except, 'is not a list');
  const taken = except.items().flatMap((item) => blockAt(item, item.value, fault));
  const ref = at.get('cidrGroupRef');
  if (!ref.empty || !at.get('cidrGroupSelector').empty) {
    const found = typeof ref.value === 'string' ? groupBlocks(ref.value) : undefined;
    if (found === undefined)
      return [{ kind: 'perhaps', outside: true, why: 'which addresses a CiliumCIDRGroup holds' }];
    return [blocksPeer(without(found, taken), context)];
  }
  return [blocksPeer(without(blockAt(at.get('cidr'), at.get('cidr').value, fault), taken), context)];
}

/** undefined when the rule says nothing of ports. */
function portParts(rule: Located, context: RuleContext): PortPart[] | undefined {
  const { fault } = context;
  const [toPorts, icmps] = [rule.get('toPorts'), rule.get('icmps')];
  if (toPorts.empty && icmps.empty) return undefined;
  if (!toPorts.empty && !icmps.empty) fault(rule, 'a rule names ports and ICMP, which Cilium refuses');
  for (const list of [toPorts, icmps]) if (!list.empty && !list.isList) fault(list, 'is not a list');
  if (toPorts.items().length === 0 && icmps.items().length === 0) return undefined;
  return [
    ...toPorts.items().flatMap((at) => portRule(at, context)),
    ...icmps.items().flatMap((at) => icmpRule(at, fault)),
  ];
}

const portRuleFields = new Set('ports rules terminatingTLS originatingTLS serverNames listener'.split(' '));

function portRule(at: Located, { fault, action }: RuleContext): PortPart[] {
  if (!at.isMap) fault(at, 'is not a mapping');
  for (const [key, value] of at.entries()) if (!portRuleFields.has(key)) fault(value, `there is no field ${key}`);
  const list = at.get('ports');
  if (!list.empty && !list.isList) fault(list, 'is not a list');
  if (action === 'deny' && !at.get('rules').empty) fault(at, 'a rule that denies has no rules of requests');
  const doubt = narrowing(at);
  const read = list.items().map((item) => portsOf(item, fault));
  const certain = read.flatMap(({ certain: one }) => one);
  const perhaps = read.flatMap(({ perhaps: one }) => one);
  const all: PortPart[] = [
    { ports: list.items().length === 0 ? 'all' : certain },
    { ports: perhaps, doubt: 'whether Cilium is told to know SCTP' },
  ];
  return doubt === undefined ? all : all.map((one) => ({ ...one, doubt: [doubt, one.doubt ?? []].flat().join(', ') }));
}

/** Rules of requests let through a part of what the ports let through: which one is not asked about. */
function narrowing(at: Located): string | undefined {
  const rules = at.get('rules');
  if (!at.lacks('serverNames') && at.get('serverNames').items().length > 0)
    return 'which names of servers it lets through';
  if (!at.lacks('listener')) return 'what an Envoy listener lets through';
  for (const [key, list] of rules.entries()) {
    if (list.empty || list.items().length === 0) continue;
    // Every name may be asked for.
    if (key === 'dns' && list.items().some((item) => item.get('matchPattern').value === '*')) continue;
    return `which ${key === 'l7proto' ? 'requests' : `${key.toUpperCase()} requests`} it lets through`;
  }
  return undefined;
}

const portFields = new Set(['port', 'endPort', 'protocol']);

function portsOf(at: Located, fault: RuleContext['fault']): { certain: RulePort[]; perhaps: RulePort[] } {
  for (const [key, value] of at.entries()) if (!portFields.has(key)) fault(value, `there is no field ${key}`);
  const [port, end, kind] = [at.get('port'), at.get('endPort'), at.get('protocol')];
  const protocol = kind.empty || kind.value === '' ? 'ANY' : kind.value;
  if (protocol !== 'ANY' && protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') {
    fault(kind, 'is no protocol that has ports');
    return { certain: [], perhaps: [] };
  }
  const run = runOf(port, end, fault);
  if (run === null) return { certain: [], perhaps: [] };
  const as = (one: Exclude<Protocol, 'ICMP'>): RulePort =>
    typeof run === 'string' ? { name: run, protocol: one } : { protocol: one, ...run };
  if (protocol !== 'ANY') return { certain: [as(protocol)], perhaps: [] };
  return { certain: [as('TCP'), as('UDP')], perhaps: [as('SCTP')] };
}

/** A run of ports, or the name of one. Ports are texts; 0 is every port. */
function runOf(
  at: Located,
  end: Located,
  fault: RuleContext['fault'],
): { readonly first: number; readonly last: number } | string | null {
  const { value } = at;
  if (typeof value !== 'string' && typeof value !== 'number') {
    fault(at, 'is neither the number nor the name of a port');
    return null;
  }
  const text = String(value);
  if (!/^\d+$/.test(text)) {
    if (/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(text) && text.length <= 63) return text.toLowerCase();
    fault(at, 'is no name of a port');
    return null;
  }
  const first = Number(text);
  const last = end.empty || end.value === 0 ? first : end.value;
  if (first === 0) return { first: everyPort.TCP.first, last: everyPort.TCP.last };
  if (first > 65_535 || typeof last !== 'number' || !Number.isInteger(last) || last > 65_535 || last < first) {
    fault(at, 'is no run of ports');
    return null;
  }
  return { first, last };
}

/** Types by name (Cilium's api ICMPField); of each family one number, and where they differ both. */
const icmpTypes: Readonly<Record<string, readonly number[]>> = {
  EchoReply: [0, 129],
  DestinationUnreachable: [3, 1],
  Redirect: [5, 137],
  Echo: [8],
  EchoRequest: [8, 128],
  RouterAdvertisement: [9, 134],
  RouterSelection: [10],
  TimeExceeded: [11, 3],
  ParameterProblem: [12, 4],
  Timestamp: [13],
  TimestampReply: [14],
  PacketTooBig: [2],
};

function icmpRule(at: Located, fault: RuleContext['fault']): PortPart[] {
  const fields = at.get('fields');
  if (!fields.isList) fault(fields, 'is not a list');
  const ports = fields.items().flatMap((item): RulePort[] => {
    const { value } = item.get('type');
    const numbers =
      typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
        ? [Number(value)]
        : typeof value === 'string'
          ? icmpTypes[value]
          : undefined;
    if (numbers === undefined) return [everyPort.ICMP];
    if (numbers.some((one) => !Number.isInteger(one) || one < 0 || one > 255)) {
      fault(item, 'is no type of ICMP');
      return [];
    }
    return numbers.map((one) => ({ protocol: 'ICMP', first: one, last: one }));
  });
  return [{ ports, doubt: 'whether it is ICMP of IPv4 or of IPv6' }];
}
