import type { Protocol } from '../../../../model/connections.ts';
import { protocols } from '../../../../model/connections.ts';
import type { Located } from '../../../../model/located.ts';
import { everyAddressOfBoth, unite, without, type Block } from '../../../../formats/connections/blocks.ts';
import { everyPort } from '../../../../formats/connections/connections.ts';
import type { CalicoSelector } from '../../../../formats/calico-selector/selector.ts';
import type { PeerSet, RulePort, TierRule } from '../tiers/tier.ts';
import { joined, podSetOf, readCalicoSelector, type Asked } from './labels.ts';
import { blockOf, type CalicoSets } from './sets.ts';

/** What a rule stands in. */
export interface RuleContext {
  readonly title: string;
  readonly direction: 'ingress' | 'egress';
  /** The namespace of the policy; null for a policy of the whole cluster. */
  readonly namespace: string | null;
  readonly sets: CalicoSets;
  /** Told of what cannot be read, which makes the whole policy uncertain. */
  readonly fault: (at: Located, why: string) => void;
}

const ruleFields = new Set(
  'action protocol ipVersion icmp notProtocol notICMP source destination http metadata'.split(' '),
);
const entityFields = new Set(
  'nets notNets selector notSelector namespaceSelector ports notPorts serviceAccounts services'.split(' '),
);
const actions = { allow: 'allow', deny: 'deny', pass: 'pass', log: 'log' } as const;

/**
 * A rule of a Calico policy as rules of one action: parts of which one is certain and the other is not stay
 * apart. A rule that only logs decides nothing, and one for protocols that have no ports and are not ICMP
 * (GRE, say) nothing that is asked about.
 */
export function readRule(at: Located, context: RuleContext): TierRule[] {
  const { fault, title, direction } = context;
  if (!at.isMap) {
    fault(at, 'a rule is not a mapping');
    return [];
  }
  strange(at, ruleFields, fault);
  const named = at.get('action').string().value?.toLowerCase() ?? '';
  const action = Object.hasOwn(actions, named) ? actions[named as keyof typeof actions] : undefined;
  if (action === undefined) fault(at.get('action'), 'an action is none of Allow, Deny, Log and Pass');
  const [source, destination] = [entity(at.get('source'), fault), entity(at.get('destination'), fault)];
  const [peer, self] = direction === 'ingress' ? [source, destination] : [destination, source];
  const doubts = new Set<string>();
  if (!at.lacks('http')) doubts.add('HTTP requests, which are not asked about');
  if (source.some(['ports', 'notPorts'])) doubts.add('ports of the source');
  // Of itself it asks for labels or addresses again, beside the policy's selector.
  if (self.some(['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector', 'serviceAccounts', 'services']))
    doubts.add(
      `what it asks of its ${direction === 'ingress' ? 'destination' : 'source'} beside the policy's own selector`,
    );
  const ports = portsOf(at, destination, doubts, fault);
  const family = familyOf(at, fault);
  const parts = peersOf(peer, family, context);
  if (action === undefined || action === 'log' || (ports !== 'all' && ports.length === 0)) return [];
  return parts.map(({ peers, doubt }): TierRule => {
    const all = [...doubts, ...(doubt === undefined ? [] : [doubt])];
    const certain = { title, at: () => at.at, action, peers, ports };
    return all.length === 0 ? certain : { ...certain, doubt: `${title}: ${all.join(', ')}` };
  });
}

function strange(at: Located, fields: ReadonlySet<string>, fault: RuleContext['fault']): void {
  for (const [key, value] of at.entries()) if (!fields.has(key)) fault(value, `there is no field ${key}`);
}

interface Entity {
  readonly at: Located;
  /** Whether it asks for any of these. */
  readonly some: (keys: readonly string[]) => boolean;
}

function entity(at: Located, fault: RuleContext['fault']): Entity {
  if (!at.empty && !at.isMap) fault(at, 'is not a mapping');
  strange(at, entityFields, fault);
  return { at, some: (keys) => keys.some((key) => !isLeftOut(at.get(key))) };
}

/** Empty texts and lists ask for nothing, as those that are not there. */
function isLeftOut(at: Located): boolean {
  return at.empty || at.value === '' || (at.isList && at.items().length === 0);
}

interface PeerPart {
  readonly peers: 'all' | readonly PeerSet[];
  readonly doubt?: string;
}

function peersOf({ at, some }: Entity, family: 4 | 6 | undefined, context: RuleContext): PeerPart[] {
  const { fault, namespace, sets } = context;
  const blocks = blocksOf(at, family, fault);
  const wanted = selectorOf(at, namespace, fault);
  const unwanted = plainSelector(at.get('notSelector'), fault);
  const services = some(['services'])
    ? [{ peers: [{ kind: 'perhaps' as const, outside: false, why: 'which Pods a Service leads to' }] }]
    : [];
  if (services.length > 0) return services;
  if (wanted === undefined && unwanted === undefined)
    return [{ peers: blocks === undefined ? 'all' : [{ kind: 'blocks', blocks, pods: true }] }];
  if (wanted === undefined) return allBut(unwanted!, blocks, sets);
  const within = blocks ?? everyAddressOfBoth;
  const asked: CalicoSelector =
    unwanted === undefined ? wanted : { op: 'and', of: [wanted, { op: 'not', of: unwanted }] };
  // A NetworkSet means its addresses, whosever they are; one that is not wanted takes them away.
  const held = sets.addresses(wanted);
  const away = unwanted === undefined ? none : sets.addresses(unwanted);
  const sure = meet(without(held.sure, [...away.sure, ...away.perhaps]), within);
  const perhaps = without(meet(without([...held.sure, ...held.perhaps], away.sure), within), sure);
  return [
    podsPart(flat(asked), blocks, away),
    ...(sure.length > 0 ? [{ peers: addressesOf(sure, unwanted) }] : []),
    ...(perhaps.length > 0 ? [{ peers: addressesOf(perhaps, unwanted), doubt: unclear }] : []),
    ...(sets.mayMeanNodes(asked) ? [{ peers: [{ kind: 'nodes' as const, perhaps: true }] }] : []),
  ];
}

const none = { sure: [], perhaps: [] };
const unclear = 'which addresses NetworkSets hold';

type Addresses = ReturnType<CalicoSets['addresses']>;

/** Pods by labels that have such an address, and none that is not wanted. */
function podsPart(selector: CalicoSelector, within: readonly Block[] | undefined, away: Addresses): PeerPart {
  const peers: PeerSet[] = [{ kind: 'pods', pods: podSetOf(selector, { within, away: away.sure }) }];
  return away.perhaps.length > 0 ? { peers, doubt: unclear } : { peers };
}

/** Whoever has one of these addresses, but for Pods that are not wanted by their labels. */
function addressesOf(blocks: readonly Block[], unwanted: CalicoSelector | undefined): PeerSet[] {
  if (unwanted === undefined) return [{ kind: 'blocks', blocks, pods: true }];
  const pods = podSetOf({ op: 'not', of: unwanted }, { within: blocks, away: [] });
  return [
    { kind: 'blocks', blocks, pods: false },
    { kind: 'pods', pods },
  ];
}

/** Everything but what a selector means: other Pods, nodes and addresses outside too. */
function allBut(unwanted: CalicoSelector, blocks: readonly Block[] | undefined, sets: CalicoSets): PeerPart[] {
  const away = sets.addresses(unwanted);
  const within = blocks ?? everyAddressOfBoth;
  const sure = without(within, [...away.sure, ...away.perhaps]);
  const perhaps = meet(without(away.perhaps, away.sure), within);
  const isEveryAddress = blocks === undefined && away.sure.length + away.perhaps.length === 0;
  const mayMeanNodes = sets.mayMeanNodes(unwanted);
  const others = (some: readonly Block[]): PeerSet => ({
    kind: 'blocks',
    blocks: some,
    pods: false,
    ...(mayMeanNodes || isEveryAddress ? { nodes: false as const } : {}),
  });
  return [
    podsPart({ op: 'not', of: unwanted }, blocks, away),
    ...(mayMeanNodes || isEveryAddress ? [{ peers: [{ kind: 'nodes' as const, perhaps: mayMeanNodes }] }] : []),
    ...(sure.length > 0 ? [{ peers: [others(sure)] }] : []),
    ...(perhaps.length > 0 ? [{ peers: [others(perhaps)], doubt: unclear }] : []),
  ];
}

function flat(selector: CalicoSelector): CalicoSelector {
  if (selector.op !== 'and') return selector;
  return { op: 'and', of: selector.of.flatMap((one) => (one.op === 'and' ? one.of : [one])) };
}

function meet(some: readonly Block[], within: readonly Block[]): Block[] {
  return without(some, without(everyAddressOfBoth, within));
}

/** Addresses that an entity asks for; undefined for any. */
function blocksOf(at: Located, family: 4 | 6 | undefined, fault: RuleContext['fault']): readonly Block[] | undefined {
  const read = (key: string): Block[] => {
    const list = at.get(key);
    if (!list.empty && !list.isList) fault(list, `${key} is not a list`);
    return list.items().flatMap((item) => {
      const block = blockOf(item.value);
      if (block === null) fault(item, 'is no block of addresses');
      return block ?? [];
    });
  };
  const [nets, notNets] = [read('nets'), read('notNets')];
  if (nets.length === 0 && notNets.length === 0 && family === undefined) return undefined;
  const all = without(nets.length === 0 ? everyAddressOfBoth : unite(nets), notNets);
  return family === undefined ? all : all.filter((block) => block.family === family);
}

function familyOf(at: Located, fault: RuleContext['fault']): 4 | 6 | undefined {
  const version = at.get('ipVersion');
  if (version.empty) return undefined;
  if (version.value === 4 || version.value === 6) return version.value;
  fault(version, 'ipVersion is neither 4 nor 6');
  return undefined;
}

function selectorOf(at: Located, own: string | null, fault: RuleContext['fault']): CalicoSelector | undefined {
  const accounts = at.get('serviceAccounts');
  if (!accounts.empty && !accounts.isMap) fault(accounts, 'is not a mapping');
  const names = accounts.get('names').empty ? [] : accounts.get('names').strings().value;
  if (names === undefined) fault(accounts, 'the names of ServiceAccounts are not a list of strings');
  const asked: Asked = {
    selector: plainSelector(at.get('selector'), fault),
    namespaces: plainSelector(at.get('namespaceSelector'), fault),
    accounts: plainSelector(accounts.get('selector'), fault),
    accountNames: names,
    own,
  };
  const asksNothing =
    isLeftOut(at.get('selector')) &&
    asked.namespaces === undefined &&
    asked.accounts === undefined &&
    (names ?? []).length === 0;
  return asksNothing ? undefined : joined(asked);
}

function plainSelector(at: Located, fault: RuleContext['fault']): CalicoSelector | undefined {
  const read = readCalicoSelector(at.value);
  if (read === undefined || !('why' in read)) return read;
  fault(at, read.why);
  return undefined;
}

const numbered: Readonly<Record<string, Protocol>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMP', 132: 'SCTP' };

/** null for a protocol that is none of those that are asked about. */
function protocolOf(at: Located, doubts: Set<string>, fault: RuleContext['fault']): Protocol | null | undefined {
  if (at.empty) return undefined;
  const { value } = at;
  const text = String(value);
  if (/^icmp(v6)?$/i.test(text) || text === '1' || text === '58') {
    doubts.add('whether it is ICMP of IPv4 or of IPv6');
    return 'ICMP';
  }
  const known = protocols.find((one) => one === text.toUpperCase()) ?? numbered[text];
  if (known !== undefined) return known;
  const isOther = text.toUpperCase() === 'UDPLITE' || (/^\d{1,3}$/.test(text) && Number(text) <= 255);
  if (!isOther || (typeof value !== 'string' && typeof value !== 'number')) fault(at, 'is no protocol');
  return null;
}

function portsOf(
  rule: Located,
  { at, some }: Entity,
  doubts: Set<string>,
  fault: RuleContext['fault'],
): 'all' | RulePort[] {
  const protocol = protocolOf(rule.get('protocol'), doubts, fault);
  const others = protocolOf(rule.get('notProtocol'), doubts, fault);
  const left = protocols.filter((one) => (protocol === undefined || one === protocol) && one !== others);
  const icmp = icmpOf(rule, doubts, fault);
  if (icmp !== undefined) return left.includes('ICMP') ? icmp : [];
  if (!some(['ports', 'notPorts'])) {
    return left.length === protocols.length ? 'all' : left.map((one) => everyPort[one]);
  }
  const bearing = left.filter((one) => one !== 'ICMP');
  if (protocol === undefined || protocol === 'ICMP') fault(at, 'ports stand without a protocol that has ports');
  const read = (key: 'ports' | 'notPorts'): ReadPort[] => {
    const list = at.get(key);
    if (!list.empty && !list.isList) fault(list, `${key} is not a list`);
    return list.items().flatMap((item) => {
      const port = portOf(item.value);
      if (port === null) fault(item, 'is no port');
      return port ?? [];
    });
  };
  const [ports, notPorts] = [read('ports'), read('notPorts')];
  if (notPorts.some(({ name }) => name !== undefined)) doubts.add('which port it means by a name that it leaves out');
  const runs = remaining(ports.length === 0 ? [{ first: 1, last: 65_535 }] : ports, notPorts);
  return bearing.flatMap((one): RulePort[] => [
    ...runs.map((run) => ({ protocol: one, ...run })),
    ...ports.flatMap(({ name }) => (name === undefined ? [] : [{ name, protocol: one }])),
  ]);
}

interface ReadPort {
  readonly first: number;
  readonly last: number;
  readonly name?: string;
}

/** `80`, `"80"`, `"80:90"`, or the name of a port. */
function portOf(value: unknown): ReadPort | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const [, first, last = first] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(String(value)) ?? [];
  if (first !== undefined) {
    const run = { first: Number(first), last: Number(last) };
    return run.last <= 65_535 && run.first <= run.last ? run : null;
  }
  return typeof value === 'string' && /^[A-Za-z0-9_.-]{1,128}$/.test(value)
    ? { first: 0, last: -1, name: value }
    : null;
}

function remaining(some: readonly ReadPort[], taken: readonly ReadPort[]): { first: number; last: number }[] {
  let runs = some
    .filter(({ name }) => name === undefined)
    .map(({ first, last }) => ({ first: Math.max(first, 1), last }));
  for (const away of taken) {
    if (away.name !== undefined) continue;
    runs = runs.flatMap(({ first, last }) => [
      { first, last: Math.min(last, away.first - 1) },
      { first: Math.max(first, away.last + 1), last },
    ]);
  }
  return runs.filter(({ first, last }) => first <= last);
}

/** Types of ICMP that a rule means; undefined when it says nothing of them. */
function icmpOf(rule: Located, doubts: Set<string>, fault: RuleContext['fault']): RulePort[] | undefined {
  const [icmp, notIcmp] = [rule.get('icmp'), rule.get('notICMP')];
  if (icmp.empty && notIcmp.empty) return undefined;
  if (!icmp.get('code').empty || !notIcmp.get('code').empty) doubts.add('codes of ICMP');
  const type = (at: Located): number | undefined => {
    const { value } = at.get('type');
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
    fault(at, 'is no type of ICMP');
    return undefined;
  };
  const [wanted, unwanted] = [type(icmp), type(notIcmp)];
  const runs = wanted === undefined ? [{ first: 0, last: 255 }] : [{ first: wanted, last: wanted }];
  const left =
    unwanted === undefined
      ? runs
      : runs.flatMap(({ first, last }) => [
          { first, last: Math.min(last, unwanted - 1) },
          { first: Math.max(first, unwanted + 1), last },
        ]);
  return left.filter(({ first, last }) => first <= last).map((run) => ({ protocol: 'ICMP', ...run }));
}
