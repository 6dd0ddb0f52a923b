import { groupOf, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { parseBlock, unite, type Block } from '../../../../formats/connections/blocks.ts';
import { everyPort } from '../../../../formats/connections/connections.ts';
import { readSelector, type Selector } from '../../../../formats/label-selector/selector.ts';
import type { Protocol } from '../../../../model/connections.ts';
import {
  ranks,
  type PeerSet,
  type PodSet,
  type RulePort,
  type Tier,
  type TierPolicy,
  type TierRule,
} from '../tiers/tier.ts';

const group = 'policy.networking.k8s.io';
const kinds = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'];

/** Whether an object is a policy of the network policy API (SIG Network) in a version that is understood. */
export function isAdminPolicy({ apiVersion, kind }: KubernetesObject): boolean {
  if (groupOf({ apiVersion }) !== group || !kinds.includes(kind)) return false;
  return apiVersion.endsWith(kind === 'ClusterNetworkPolicy' ? '/v1alpha2' : '/v1alpha1');
}

/**
 * The tiers before and after NetworkPolicies: AdminNetworkPolicy and BaselineAdminNetworkPolicy
 * (network-policy-api v1alpha1) and ClusterNetworkPolicy (v1alpha2). In each, policies by priority, rules in
 * their order; the first that fits decides, Pass leaves the tier. Pods on the network of their node are
 * neither subjects nor peers: the API says so.
 */
export function adminTiers(objects: readonly Fact<KubernetesObject>[]): Tier[] {
  const read = objects.filter(({ value }) => isAdminPolicy(value)).map(readPolicy);
  return (['admin', 'baseline'] as const).flatMap((name): Tier[] => {
    const policies = read.filter(({ tier }) => tier === name).map(({ policy }) => policy);
    return policies.length === 0 ? [] : [{ name, rank: ranks[name], kind: 'first', end: 'next', policies }];
  });
}

function readPolicy(fact: Fact<KubernetesObject>): {
  readonly tier: 'admin' | 'baseline';
  readonly policy: TierPolicy;
} {
  const { kind, name, root } = fact.value;
  const reading = new Reading(kind === 'ClusterNetworkPolicy');
  const spec = root.get('spec');
  if (!spec.isMap) reading.fault('spec is not a mapping');
  for (const [key] of spec.entries()) if (!specFields.has(key)) reading.fault(`there is no field ${key}`);
  const title = `${kind} ${name}`;
  const subject = reading.subject(spec.get('subject'));
  const rules = (direction: 'ingress' | 'egress'): TierRule[] =>
    reading.list(spec.get(direction), direction).map((rule, index) => {
      const named = rule.get('name').string().value;
      const label = `${title}, ${direction} rule ${index + 1}${named === undefined ? '' : ` "${named}"`}`;
      return reading.rule(rule, label, direction === 'ingress' ? 'from' : 'to');
    });
  const [ingress, egress] = [rules('ingress'), rules('egress')];
  const baseline = kind === 'BaselineAdminNetworkPolicy';
  const tier = reading.tier(kind, spec.get('tier'));
  const priority = baseline ? 0 : reading.priority(spec.get('priority'));
  if (baseline && name !== 'default') reading.fault('the one BaselineAdminNetworkPolicy must be called default');
  return {
    tier,
    policy: {
      title,
      at: () => fact.at,
      subject,
      directions: { ingress: true, egress: true },
      ingress,
      egress,
      priority,
      ...(reading.faults.length === 0 ? {} : { doubt: `whether ${title} holds: ${reading.faults[0]!}` }),
    },
  };
}

const specFields = new Set(['tier', 'priority', 'subject', 'ingress', 'egress']);
const actions: Readonly<Record<string, TierRule['action']>> = {
  Allow: 'allow',
  Accept: 'allow',
  Deny: 'deny',
  Pass: 'pass',
};
const everyone: PodSet = { namespaces: [], pods: [], hostNetwork: 'no' };

class Reading {
  /** What a CRD of this version refuses. */
  readonly faults: string[] = [];
  readonly #cluster: boolean;

  constructor(cluster: boolean) {
    this.#cluster = cluster;
  }

  fault(why: string): void {
    this.faults.push(why);
  }

  list(at: Located, name: string): Located[] {
    if (!at.empty && !at.isList) this.fault(`${name} is not a list`);
    const items = at.items();
    const most = this.#cluster ? 25 : 100;
    if (items.length > most) this.fault(`more than ${most} rules of ${name}`);
    return items;
  }

  tier(kind: string, at: Located): 'admin' | 'baseline' {
    if (kind !== 'ClusterNetworkPolicy') return kind === 'AdminNetworkPolicy' ? 'admin' : 'baseline';
    const text = at.string().value;
    if (text !== 'Admin' && text !== 'Baseline') this.fault('its tier is neither Admin nor Baseline');
    return text === 'Baseline' ? 'baseline' : 'admin';
  }

  priority(at: Located): number {
    const value = at.number().value;
    if (value !== undefined && Number.isInteger(value) && value >= 0 && value <= 1000) return value;
    this.fault('its priority is no whole number from 0 to 1000');
    return 0;
  }

  subject(at: Located): PodSet[] {
    if (at.entries().length !== 1) this.fault('its subject names not exactly one of namespaces and pods');
    const found = at.entries().flatMap(([key, value]) => this.#pods(key, value) ?? []);
    return found.length === 0 ? [everyone] : found;
  }

  rule(at: Located, title: string, side: 'from' | 'to'): TierRule {
    const text = at.get('action').string().value ?? '';
    const known = text === (this.#cluster ? 'Allow' : 'Accept') ? undefined : actions[text];
    if (known === undefined) this.fault(`the action of a rule is "${text}"`);
    const rest = { title, at: (): TierRule['at'] extends () => infer E ? E : never => at.at };
    const before = this.faults.length;
    const peers = at.get(side).items();
    if (peers.length === 0) this.fault(`${side} of a rule is empty`);
    const read = peers.map((peer) => this.#peer(peer, known ?? 'deny'));
    const ports = this.#ports(at);
    const doubt =
      this.faults.length > before || known === undefined
        ? { doubt: `what ${title} means: ${this.faults.at(-1)!}` }
        : {};
    // "Fail closed" of the API: a peer of no known field leaves Accept without effect and makes all else Deny all.
    if (read.includes(null)) {
      if (known === 'allow')
        return { ...rest, action: 'allow', peers: read.flatMap((one) => one ?? []), ports, ...doubt };
      return { ...rest, action: 'deny', peers: 'all', ports: 'all', ...doubt };
    }
    return { ...rest, action: known ?? 'deny', peers: read.flatMap((one) => one ?? []), ports, ...doubt };
  }

  /** null for one that names nothing that is known. */
  #peer(at: Located, action: TierRule['action']): PeerSet[] | null {
    const [field, ...more] = at.entries();
    if (field === undefined) return null;
    if (more.length > 0) this.fault('a peer names several things');
    const [key, value] = field;
    switch (key) {
      case 'namespaces':
      case 'pods': {
        const pods = this.#pods(key, value);
        return pods === null
          ? [{ kind: 'perhaps', outside: false, why: 'a selector that cannot be read' }]
          : [{ kind: 'pods', pods }];
      }
      case 'networks': {
        const blocks = value.items().map((item) => parseBlock(item.string().value ?? ''));
        if (blocks.length === 0 || blocks.includes(null)) this.fault('a network is no block of addresses');
        return [{ kind: 'blocks', blocks: unite(blocks.filter((one): one is Block => one !== null)), pods: true }];
      }
      case 'nodes': {
        const { value: selector, why } = readSelector(value);
        if (selector === undefined) this.fault(why ?? 'a selector cannot be read');
        return [{ kind: 'nodes', perhaps: selector?.length !== 0 }];
      }
      case 'domainNames':
        if (action !== 'allow') this.fault('only rules that accept may name domains');
        return [{ kind: 'perhaps', outside: true, why: 'which addresses a domain name has' }];
      default:
        return null;
    }
  }

  #pods(key: string, at: Located): PodSet | null {
    const namespaces = this.#selector(key === 'pods' ? at.get('namespaceSelector') : at);
    const pods = key === 'pods' ? this.#selector(at.get('podSelector')) : [];
    if (!['pods', 'namespaces'].includes(key)) this.fault(`there is no field ${key}`);
    return namespaces === null || pods === null ? null : { namespaces, pods, hostNetwork: 'no' };
  }

  #selector(at: Located): Selector | null {
    const { value, why } = readSelector(at);
    if (value === undefined) this.fault(why ?? 'a selector cannot be read');
    return value ?? null;
  }

  #ports(rule: Located): 'all' | RulePort[] {
    const at = rule.get(this.#cluster ? 'protocols' : 'ports');
    const strange = rule
      .entries()
      .find(([key]) => !['name', 'action', 'from', 'to', this.#cluster ? 'protocols' : 'ports'].includes(key));
    if (strange !== undefined) this.fault(`a rule has no field ${strange[0]}`);
    if (!at.empty && !at.isList) this.fault(`${at.path} is not a list`);
    if (at.items().length === 0) return 'all';
    return at.items().flatMap((item) => (this.#cluster ? this.#protocol(item) : this.#port(item)));
  }

  /** v1alpha1: `portNumber`, `namedPort` or `portRange`. */
  #port(at: Located): RulePort[] {
    const [[key, value] = ['', at], ...more] = at.entries();
    if (more.length > 0) this.fault('a port names several things');
    switch (key) {
      case 'portNumber':
        return this.#range(this.#protocolOf(value), value.get('port'), value.get('port'));
      case 'portRange':
        return this.#range(this.#protocolOf(value), value.get('start'), value.get('end'));
      case 'namedPort':
        return this.#named(value);
      default:
        this.fault('a port names nothing');
        return [];
    }
  }

  #protocolOf(at: Located): Protocol {
    const text = at.get('protocol').empty ? 'TCP' : at.get('protocol').string().value;
    if (text === 'TCP' || text === 'UDP' || text === 'SCTP') return text;
    this.fault('a protocol is none of TCP, UDP and SCTP');
    return 'TCP';
  }

  /** v1alpha2: `tcp`, `udp`, `sctp` with a destination port, or the name of one. */
  #protocol(at: Located): RulePort[] {
    const [[key, value] = ['', at], ...more] = at.entries();
    if (more.length > 0) this.fault('a protocol names several things');
    if (key === 'destinationNamedPort') return this.#named(value);
    if (key !== 'tcp' && key !== 'udp' && key !== 'sctp') {
      this.fault('a protocol is none of tcp, udp and sctp');
      return [];
    }
    const protocol = key.toUpperCase() as Protocol;
    const port = value.get('destinationPort');
    if (port.empty) return [everyPort[protocol]];
    const range = port.get('range');
    if (!range.empty && !port.lacks('number')) this.fault('a port is a number and a range');
    return range.empty
      ? this.#range(protocol, port.get('number'), port.get('number'))
      : this.#range(protocol, range.get('start'), range.get('end'));
  }

  #range(protocol: Protocol, from: Located, to: Located): RulePort[] {
    const [first, last] = [from.number().value, to.number().value];
    const fine = (value: number | undefined): value is number =>
      value !== undefined && Number.isInteger(value) && value >= 1 && value <= 65535;
    if (fine(first) && fine(last) && first <= last) return [{ protocol, first, last }];
    this.fault('a port is no whole number from 1 to 65535, or a range ends before it begins');
    return [everyPort[protocol]];
  }

  #named(at: Located): RulePort[] {
    const name = at.string().value;
    if (name !== undefined && name !== '') return [{ name, protocol: undefined }];
    this.fault('the name of a port is no string');
    return [];
  }
}
