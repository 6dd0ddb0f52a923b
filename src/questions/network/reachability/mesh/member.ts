import type { Workload } from '../../../../facts/workload.ts';
import { parseAddress, type Block } from '../../../../formats/connections/blocks.ts';
import type { Fact } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';
import type { AuthorizationPolicy } from './authorization-policy.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Holding } from './decide.ts';
import { bypassPorts, gatewayNameOf, membershipOf, membershipOfPods, type Membership } from './membership.ts';
import { aroundOf, type Member, type Mesh } from './mesh.ts';
import { effectiveMode, type EffectiveMode } from './peer-authentication.ts';
import { idOf } from './pods.ts';
import type { Identity } from './rule-match.ts';
import { leadsTo } from './services.ts';
import { selectsLabels } from './workload-selector.ts';

export function memberOf(mesh: Mesh, fact: Fact<Workload>): Member {
  let member = mesh.members.get(fact);
  if (member === undefined) {
    member = makeMember(mesh, fact);
    mesh.members.set(fact, member);
  }
  return member;
}

function makeMember(mesh: Mesh, fact: Fact<Workload>): Member {
  const { value } = fact;
  const namespace = namespaceOf(value.namespace);
  const leads = leadsTo(value, mesh.services);
  const near = aroundOf(mesh, namespace);
  const holdings = holdingsOf(mesh, fact, namespace);
  const cuts = new Set([1, 15_020, 15_022, 15_090, 15_091]);
  for (const port of [
    ...leads.map(({ target }) => target),
    ...near.peers.flatMap(({ ports }) => ports.map(({ port }) => Number(port))),
    ...portsNamed(holdings.map(({ policy }) => policy)),
    ...portsNamed(near.policies.filter(({ targets }) => targets.length > 0)),
    ...value.containers.flatMap(({ ports }) => ports.map(({ containerPort }) => containerPort)),
    ...near.servers.flatMap((server) => server.value.root.down('spec', 'port').number().value ?? []),
  ])
    for (const cut of [port, port + 1]) cuts.add(cut);
  for (const cut of bypassPorts(value)) cuts.add(cut);
  return {
    fact,
    namespace,
    membership: membershipIn(mesh, fact),
    leads,
    holdings,
    asks: asksOf([
      ...holdings.map(({ policy }) => policy),
      ...near.policies.filter(({ targets }) => targets.length > 0),
    ]),
    answered: new Map(),
    cuts: [...cuts].filter((cut) => Number.isInteger(cut) && cut >= 1 && cut <= 65_535),
    identity: identityOf(mesh.plane, value),
    addresses: addressesIn(mesh, fact),
  };
}

function membershipIn(mesh: Mesh, fact: Fact<Workload>): Membership {
  const pods = mesh.pods.get(idOf(fact));
  if (pods === undefined) return membershipOf(fact, mesh.enrolled);
  return membershipOfPods(pods.map((pod) => membershipOf(pod, mesh.enrolled)));
}

function asksOf(policies: readonly AuthorizationPolicy[]): (readonly [string, string])[] {
  const asks = policies.flatMap(({ rules }) =>
    rules.flatMap(({ sources, conditions }) =>
      [...sources.flat(), ...conditions].flatMap(({ attribute, values, notValues }) =>
        attribute.startsWith('source.') ? [...values, ...notValues].map((value) => `${attribute} ${value}`) : [],
      ),
    ),
  );
  return [...new Set(asks)].map((ask) => {
    const space = ask.indexOf(' ');
    return [ask.slice(0, space), ask.slice(space + 1)];
  });
}

function portsNamed(policies: readonly AuthorizationPolicy[]): number[] {
  return policies.flatMap(({ rules }) =>
    rules.flatMap(({ sources, operations, conditions }) =>
      [...sources.flat(), ...operations.flat(), ...conditions].flatMap(({ attribute, values, notValues }) =>
        attribute === 'destination.port' ? [...values, ...notValues].map(Number) : [],
      ),
    ),
  );
}

/** Policies of the namespace and of the root namespace that select it; those of a Gateway where it is one. */
function holdingsOf(mesh: Mesh, { value }: Fact<Workload>, namespace: string): Holding[] {
  const { plane } = mesh;
  const gateway = gatewayNameOf(value);
  const holdings: Holding[] = [];
  for (const policy of aroundOf(mesh, namespace).policies) {
    if (policy.targets.length > 0) {
      const bound = policy.targets.some(({ kind, name }) => kind === 'Gateway' && name === gateway);
      if (gateway !== undefined && bound && policy.namespace === namespace) holdings.push({ policy, holds: true });
      continue;
    }
    if (policy.namespace !== namespace && policy.namespace !== plane.rootNamespace) continue;
    const holds = selectsLabels(policy.selects, value.labels);
    if (holds !== false)
      holdings.push({ policy, holds: plane.doubt !== undefined && holds === true ? plane.doubt : holds });
  }
  return holdings;
}

/** A certificate of the mesh names the service account of its Pod. */
function identityOf({ trustDomains, at }: ControlPlane, value: Workload): Identity | string {
  const account = value.serviceAccount.value;
  if (account === undefined) return `the service account of ${value.name}`;
  const namespace = namespaceOf(value.namespace);
  return {
    principals: [...new Set([...trustDomains, 'cluster.local'])].map(
      (domain) => `${domain}/ns/${namespace}/sa/${account}`,
    ),
    namespace,
    serviceAccount: account,
    anyDomain: at === undefined,
  };
}

/** Of a controller those of its Pods, where all of them have some. */
function addressesIn(mesh: Mesh, fact: Fact<Workload>): readonly Block[] | undefined {
  const pods = mesh.pods.get(idOf(fact)) ?? [fact];
  const found = pods.map(({ value }) => addressesOf(value));
  return found.includes(undefined) ? undefined : found.flatMap((blocks) => blocks ?? []);
}

function addressesOf({ object }: Workload): readonly Block[] | undefined {
  const status = object?.get('status');
  const texts = [
    status?.get('podIP').value,
    ...(status?.get('podIPs').items() ?? []).map((one) => one.get('ip').value),
  ];
  const blocks = texts.flatMap((text) => (typeof text === 'string' ? (parseAddress(text) ?? []) : []));
  return blocks.length === 0 ? undefined : blocks;
}

export function modeAt(
  mesh: Mesh,
  { fact, namespace }: Member,
  ambient: boolean,
  port: number | undefined,
): EffectiveMode {
  const { labels } = fact.value;
  return effectiveMode(
    aroundOf(mesh, namespace).peers,
    mesh.plane,
    { stage: mesh.stage, namespace, labels, ambient },
    port,
  );
}
