import type { Fact } from '../../src/model/fact.ts';
import { apiPlace, Located } from '../../src/model/located.ts';
import { readKubernetes } from '../../src/readers/kubernetes/read-kubernetes.ts';
import type { Cluster, Pod, Policy, Selector } from './reference.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** A whole number from 0 up to, not with, `below`. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
  /** True in so many of a hundred. */
  percent(chance: number): boolean {
    return this.below(100) < chance;
  }
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}

const keys = ['app', 'tier', 'env'];
const values = ['a', 'b', 'c'];
const names = ['http', 'dns', 'web'];
export const ports = [1, 53, 79, 80, 81, 443, 8079, 8080, 8090, 8091, 65535];
const protocols = ['TCP', 'UDP', 'SCTP'];
export const addresses =
  '10.0.0.1 10.0.0.2 10.0.0.200 10.1.2.3 172.16.0.9 8.8.8.8 203.0.113.7 fd00::1 fd00::2 fd00:0:0:1::5 2001:db8::1'.split(
    ' ',
  );
/** Each with blocks that lie inside it. */
const blocks: readonly (readonly [string, readonly string[]])[] = [
  ['0.0.0.0/0', ['10.0.0.0/8', '8.8.8.0/24', '10.0.0.2/32', '128.0.0.0/1']],
  ['10.0.0.0/8', ['10.0.0.0/24', '10.1.0.0/16', '10.0.0.1/32']],
  ['10.0.0.0/24', ['10.0.0.128/25', '10.0.0.2/31']],
  ['172.16.0.0/12', ['172.16.0.0/24']],
  ['8.8.8.8/32', []],
  ['::/0', ['fd00::/8', '2001:db8::/32']],
  ['fd00::/8', ['fd00::/64', 'fd00::1/128']],
  ['fd00::/127', []],
];

/** A small cluster in which all there is to know is known. */
export function randomCluster(dice: Dice): Cluster {
  const namespaces = Object.fromEntries(
    ['n1', 'n2', 'n3'].slice(0, 1 + dice.below(3)).map((name) => [name, labels(dice)]),
  );
  const where = Object.keys(namespaces);
  const free = [...addresses];
  const pods = dice.some(2, 5, (): Pod => {
    const [ip = ''] = free.splice(dice.below(free.length), 1);
    return {
      name: `p${ip.replaceAll(/[.:]/g, '-')}`,
      namespace: dice.one(where),
      labels: labels(dice),
      ip,
      hostNetwork: dice.percent(10),
      ports: dice.some(0, 3, () => ({
        ...(dice.percent(70) ? { name: dice.one(names) } : {}),
        protocol: dice.one(protocols),
        containerPort: dice.one(ports),
      })),
    };
  });
  const policies = [
    ...dice.some(0, 4, () => networkPolicy(dice, where)),
    ...(dice.percent(50) ? dice.some(0, 3, () => clusterPolicy(dice)) : []),
    ...(dice.percent(50) ? dice.some(0, 2, () => adminPolicy(dice, 'AdminNetworkPolicy')) : []),
    ...(dice.percent(30) ? [adminPolicy(dice, 'BaselineAdminNetworkPolicy')] : []),
  ];
  for (const [index, policy] of policies.entries())
    policy.metadata.name = policy.kind === 'BaselineAdminNetworkPolicy' ? 'default' : `policy-${index}`;
  return { namespaces, pods, policies };
}

function labels(dice: Dice): Record<string, string> {
  return Object.fromEntries(dice.some(0, 3, () => [dice.one(keys), dice.one(values)]));
}

function selector(dice: Dice): Selector {
  if (dice.percent(30)) return {};
  const found: Selector = {};
  if (dice.percent(60)) found.matchLabels = labels(dice);
  if (dice.percent(40)) {
    found.matchExpressions = dice.some(1, 2, () => {
      const operator = dice.one(['In', 'NotIn', 'Exists', 'DoesNotExist']);
      const key = dice.one(keys);
      return operator.endsWith('In')
        ? { key, operator, values: dice.some(1, 2, () => dice.one(values)) }
        : { key, operator };
    });
  }
  return found;
}

function namespaceSelector(dice: Dice): Selector {
  if (dice.percent(70)) return selector(dice);
  const label = 'kubernetes.io/metadata.name';
  if (dice.percent(60)) return { matchLabels: { [label]: dice.one(['n1', 'n2', 'n3']) } };
  return {
    matchExpressions: [{ key: label, operator: dice.one(['In', 'NotIn']), values: ['n1', dice.one(['n2', 'n3'])] }],
  };
}

function networkPolicy(dice: Dice, where: readonly string[]): Policy {
  const rule = (side: 'from' | 'to'): Policy => ({
    ...(dice.percent(80) ? { [side]: dice.some(0, 3, () => networkPeer(dice)) } : {}),
    ...(dice.percent(70) ? { ports: dice.some(0, 3, () => networkPort(dice)) } : {}),
  });
  const types = dice.one([undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace: dice.one(where) },
    spec: {
      podSelector: selector(dice),
      ...(types === undefined ? {} : { policyTypes: types }),
      ...(dice.percent(70) ? { ingress: dice.some(0, 3, () => rule('from')) } : {}),
      ...(dice.percent(70) ? { egress: dice.some(0, 3, () => rule('to')) } : {}),
    },
  };
}

function networkPeer(dice: Dice): Policy {
  if (dice.percent(35)) {
    const [cidr, inside] = dice.one(blocks);
    const except = inside.length === 0 || dice.percent(50) ? {} : { except: dice.some(1, 2, () => dice.one(inside)) };
    return { ipBlock: { cidr, ...except } };
  }
  const both = dice.below(3);
  return {
    ...(both === 1 ? {} : { podSelector: selector(dice) }),
    ...(both === 0 ? {} : { namespaceSelector: namespaceSelector(dice) }),
  };
}

function networkPort(dice: Dice): Policy {
  const protocol = dice.percent(80) ? { protocol: dice.one(protocols) } : {};
  if (dice.percent(15)) return protocol;
  if (dice.percent(30)) return { ...protocol, port: dice.one(names) };
  const port = dice.one(ports);
  return { ...protocol, port, ...(dice.percent(40) ? { endPort: dice.one(ports.filter((one) => one >= port)) } : {}) };
}

function pods(dice: Dice): Policy {
  if (dice.percent(50)) return { namespaces: namespaceSelector(dice) };
  return { pods: { namespaceSelector: namespaceSelector(dice), podSelector: selector(dice) } };
}

function adminRules(dice: Dice, actions: readonly string[], ports: () => Policy): Policy {
  const rule = (side: 'from' | 'to') => (): Policy => ({
    action: dice.one(actions),
    [side]: dice.some(1, 2, () => {
      if (side === 'to' && dice.percent(30)) return { networks: dice.some(1, 2, () => dice.one(blocks)[0]) };
      return side === 'to' && dice.percent(8) ? { nodes: {} } : pods(dice);
    }),
    ...ports(),
  });
  return {
    subject: pods(dice),
    ...(dice.percent(80) ? { ingress: dice.some(0, 3, rule('from')) } : {}),
    ...(dice.percent(80) ? { egress: dice.some(0, 3, rule('to')) } : {}),
  };
}

function adminPolicy(dice: Dice, kind: string): Policy {
  const baseline = kind === 'BaselineAdminNetworkPolicy';
  const port = (): Policy => {
    const protocol = dice.one(protocols);
    if (dice.percent(30)) return { namedPort: dice.one(names) };
    if (dice.percent(50)) return { portNumber: { protocol, port: dice.one(ports) } };
    const start = dice.one(ports);
    return { portRange: { protocol, start, end: dice.one(ports.filter((one) => one >= start)) } };
  };
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind,
    metadata: {},
    spec: {
      ...(baseline ? {} : { priority: dice.below(4) }),
      ...adminRules(dice, baseline ? ['Allow', 'Deny'] : ['Allow', 'Deny', 'Pass'], () =>
        dice.percent(50) ? { ports: dice.some(1, 2, port) } : {},
      ),
    },
  };
}

function clusterPolicy(dice: Dice): Policy {
  const port = (): Policy => {
    if (dice.percent(20)) return { destinationNamedPort: dice.one(names) };
    const protocol = dice.one(protocols).toLowerCase();
    if (dice.percent(20)) return { [protocol]: {} };
    if (dice.percent(50)) return { [protocol]: { destinationPort: { number: dice.one(ports) } } };
    const start = dice.one(ports.slice(0, -1));
    return { [protocol]: { destinationPort: { range: { start, end: dice.one(ports.filter((one) => one > start)) } } } };
  };
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {},
    spec: {
      tier: dice.one(['Admin', 'Admin', 'Baseline']),
      priority: dice.below(4),
      ...adminRules(dice, ['Accept', 'Deny', 'Pass'], () =>
        dice.percent(50) ? { protocols: dice.some(1, 2, port) } : {},
      ),
    },
  };
}

/** The cluster as an API server tells of it. */
export function objectsOf({ namespaces, pods: all, policies }: Cluster): Policy[] {
  return [
    ...Object.entries(namespaces).map(([name, own]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: own },
    })),
    ...all.map(({ name, namespace, labels: own, ip, hostNetwork, ports: declared }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: own },
      spec: { hostNetwork, containers: [{ name: 'main', image: 'image', ports: declared }] },
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
    })),
    ...policies,
  ];
}

export function factsOfObjects(objects: readonly Policy[]): Fact[] {
  return objects.flatMap((object) =>
    readKubernetes(Located.root(object, apiPlace('kubernetes', `GET ${object.kind}/${object.metadata.name}`)), {
      source: 'kubernetes',
      stage: 'admitted',
    }).flatMap((sighting) => ('fact' in sighting ? [sighting.fact] : [])),
  );
}
