import { groupOf, kubernetesObject, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../../facts/workload.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';
import { parseAddress } from '../../../../formats/connections/blocks.ts';
import type { Because, Connections } from '../../../../model/connections.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { authorizationPolicies, type AuthorizationPolicy } from './authorization-policy.ts';
import { controlPlane, type ControlPlane } from './control-plane.ts';
import type { Holding } from './decide.ts';
import { destinationRules, type DestinationRule } from './destination-rule.ts';
import { linkerdPolicies, type LinkerdPolicies } from './linkerd.ts';
import {
  bypassPorts,
  enrolment,
  gatewayNameOf,
  isMade,
  membershipOf,
  membershipOfPods,
  type Enrolment,
  type Membership,
} from './members.ts';
import {
  effectiveMode,
  peerAuthentications,
  type EffectiveMode,
  type PeerAuthentication,
} from './peer-authentication.ts';
import type { Identity } from './rule-match.ts';
import { leadsTo, servicesByNamespace, type Lead } from './services.ts';
import { selectsLabels } from './workload-selector.ts';

/** Everything that was read of meshes at one stage. */
export interface Mesh {
  readonly stage: Stage;
  readonly objects: readonly Fact<KubernetesObject>[];
  readonly plane: ControlPlane;
  readonly enrolled: Enrolment;
  readonly peers: readonly PeerAuthentication[];
  readonly policies: readonly AuthorizationPolicy[];
  /** What counts in a namespace, that of the root namespace included. */
  readonly around: Map<string, Around>;
  readonly rules: readonly DestinationRule[];
  readonly services: ReadonlyMap<string, readonly Fact<KubernetesObject>[]>;
  readonly linkerd: LinkerdPolicies;
  /** Steps of proofs by what they say: equal ones are one object, so that neighbouring ports join. */
  /** Pods that run, by the controllers above them: `Deployment/shop/web`. */
  readonly pods: ReadonlyMap<string, readonly Fact<Workload>[]>;
  readonly steps: Map<string, Because>;
  readonly members: Map<Fact<Workload>, Member>;
}

interface Around {
  readonly peers: readonly PeerAuthentication[];
  readonly policies: readonly AuthorizationPolicy[];
  readonly servers: readonly Fact<KubernetesObject>[];
}

/** A hundred thousand policies are not to be walked for each of as many namespaces. */
export function aroundOf(mesh: Mesh, namespace: string): Around {
  let found = mesh.around.get(namespace);
  if (found === undefined) {
    const root = mesh.plane.rootNamespace;
    const { peers, policies, servers, bound } = groupsOf(mesh);
    const both = <T>(groups: ReadonlyMap<string, readonly T[]>): readonly T[] => {
      const own = groups.get(namespace) ?? [];
      return namespace === root ? own : [...own, ...(groups.get(root) ?? [])];
    };
    found = { peers: both(peers), policies: [...both(policies), ...bound], servers: servers.get(namespace) ?? [] };
    mesh.around.set(namespace, found);
  }
  return found;
}

interface Groups {
  readonly peers: ReadonlyMap<string, readonly PeerAuthentication[]>;
  readonly policies: ReadonlyMap<string, readonly AuthorizationPolicy[]>;
  /** Bound by targetRefs, wherever they stand. */
  readonly bound: readonly AuthorizationPolicy[];
  readonly servers: ReadonlyMap<string, readonly Fact<KubernetesObject>[]>;
}

const grouped = new WeakMap<Mesh, Groups>();

function groupsOf(mesh: Mesh): Groups {
  let found = grouped.get(mesh);
  if (found === undefined) {
    const free = mesh.policies.filter(({ targets }) => targets.length === 0);
    found = {
      peers: Map.groupBy(mesh.peers, ({ fact }) => fact.value.namespace),
      policies: Map.groupBy(free, ({ namespace }) => namespace),
      bound: mesh.policies.filter(({ targets }) => targets.length > 0),
      servers: Map.groupBy(mesh.linkerd.servers, ({ value }) => namespaceOf(value.namespace)),
    };
    grouped.set(mesh, found);
  }
  return found;
}

/** One workload as the mesh knows it. */
export interface Member {
  readonly fact: Fact<Workload>;
  readonly namespace: string;
  readonly membership: Membership;
  /** What clients find it by. */
  readonly leads: readonly Lead[];
  /** AuthorizationPolicies of its own proxy or of ztunnel. */
  readonly holdings: readonly Holding[];
  /** What rules that may hold for it ask of sources: clients that answer alike are alike to it. */
  readonly asks: readonly (readonly [attribute: string, value: string])[];
  /** What was answered before, by what a client is to it. */
  readonly answered: Map<string, Connections>;
  /** First ports of the runs in which everything that is said of it is alike. */
  readonly cuts: readonly number[];
  readonly identity: Identity | string;
  /** Undefined where no source told. */
  readonly addresses: readonly Block[] | undefined;
}

type Meshes = ReadonlyMap<Stage, Mesh>;
const read = new WeakMap<readonly Fact<KubernetesObject>[], WeakMap<readonly Fact<Workload>[], Meshes>>();

/**
 * The mesh of each stage at which anything of one was read; empty when nothing was. Ten checks and two layers ask for
 * it over the same facts.
 */
export function meshes(objects: readonly Fact<KubernetesObject>[], workloads: readonly Fact<Workload>[]): Meshes {
  let byWorkloads = read.get(objects);
  if (byWorkloads === undefined) read.set(objects, (byWorkloads = new WeakMap()));
  let found = byWorkloads.get(workloads);
  if (found === undefined) {
    const made = new Map<Stage, Mesh>();
    for (const stage of new Set([...objects, ...workloads].map((one) => one.stage))) {
      const uses = usesOf(objects, workloads, stage);
      if (uses.istio || uses.linkerd) made.set(stage, meshAt(objects, workloads, stage, uses));
    }
    byWorkloads.set(workloads, (found = made));
  }
  return found;
}

const split = new WeakMap<readonly Fact[], Meshes>();

/** The same of facts of every kind. */
export function meshesOf(facts: readonly Fact[]): Meshes {
  let found = split.get(facts);
  if (found === undefined) {
    const objects = facts.filter(({ kind }) => kind === kubernetesObject.name) as Fact<KubernetesObject>[];
    const workloads = facts.filter(({ kind }) => kind === workload.name) as Fact<Workload>[];
    split.set(facts, (found = meshes(objects, workloads)));
  }
  return found;
}

function meshAt(
  objects: readonly Fact<KubernetesObject>[],
  workloads: readonly Fact<Workload>[],
  stage: Stage,
  uses: Pick<Enrolment, 'istio' | 'linkerd'>,
): Mesh {
  const plane = controlPlane(objects, stage);
  const here = <T extends { readonly fact: Fact }>(all: readonly T[]): T[] =>
    all.filter(({ fact }) => fact.stage === stage);
  return {
    stage,
    objects,
    plane,
    enrolled: enrolment(objects, stage, uses),
    peers: here(peerAuthentications(objects, plane)),
    policies: here(authorizationPolicies(objects)),
    rules: here(destinationRules(objects, plane)),
    services: servicesByNamespace(objects, stage),
    linkerd: linkerdPolicies(objects, stage),
    pods: podsByController(workloads, stage),
    steps: new Map(),
    members: new Map(),
    around: new Map(),
  };
}

/** Which meshes anything that was read speaks of. */
function usesOf(
  objects: readonly Fact<KubernetesObject>[],
  workloads: readonly Fact<Workload>[],
  stage: Stage,
): { readonly istio: boolean; readonly linkerd: boolean } {
  let [istio, linkerd] = [false, false];
  for (const { stage: own, value } of objects) {
    if (own !== stage) continue;
    const group = groupOf(value);
    istio ||=
      /^(security|networking|install)\.istio\.io$/.test(group) ||
      (value.kind === 'Namespace' && asksIstio(value.labels));
    linkerd ||= group === 'policy.linkerd.io' || (value.kind === 'Namespace' && asksLinkerd(value.annotations));
    if (istio && linkerd) break;
  }
  for (const { stage: own, value } of workloads) {
    if (own !== stage || value.orchestrator !== 'kubernetes') continue;
    istio ||= asksIstio(value.labels) || value.annotations['sidecar.istio.io/inject'] !== undefined;
    linkerd ||= asksLinkerd(value.annotations);
    for (const { name } of value.containers) {
      istio ||= name === 'istio-proxy';
      linkerd ||= name === 'linkerd-proxy';
    }
    if (istio && linkerd) break;
  }
  return { istio, linkerd };
}

function asksIstio(labels: Readonly<Record<string, string>>): boolean {
  return ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'sidecar.istio.io/inject'].some(
    (key) => labels[key] !== undefined,
  );
}

function asksLinkerd(annotations: Readonly<Record<string, string>>): boolean {
  return annotations['linkerd.io/inject'] !== undefined;
}

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
  const pods = mesh.pods.get(nameOf(fact));
  if (pods === undefined) return membershipOf(fact, mesh.enrolled);
  return membershipOfPods(pods.map((pod) => membershipOf(pod, mesh.enrolled)));
}

function nameOf({ subject, value }: Fact<Workload>): string {
  return `${subject.kind}/${namespaceOf(value.namespace)}/${subject.name}`;
}

/** A Pod may stand two controllers deep: below a ReplicaSet of a Deployment, or a Job of a CronJob. */
function podsByController(
  workloads: readonly Fact<Workload>[],
  stage: Stage,
): ReadonlyMap<string, readonly Fact<Workload>[]> {
  const found = new Map<string, Fact<Workload>[]>();
  const here = workloads.filter((one) => one.stage === stage && one.value.orchestrator === 'kubernetes');
  const made = here.filter(isMade);
  if (made.length === 0) return found;
  const byName = new Map(here.map((one) => [nameOf(one), one]));
  for (const pod of made) {
    let [at, depth] = [pod as Fact<Workload> | undefined, 0];
    while (at !== undefined && (depth += 1) <= 3) {
      const owner = ownerOf(at);
      if (owner === undefined) break;
      const pods = found.get(owner);
      if (pods === undefined) found.set(owner, [pod]);
      else pods.push(pod);
      at = byName.get(owner);
    }
  }
  return found;
}

function ownerOf({ value }: Fact<Workload>): string | undefined {
  const metadata = value.object?.get('metadata');
  if (metadata === undefined || metadata.lacks('ownerReferences')) return undefined;
  const owner = metadata
    .get('ownerReferences')
    .items()
    .find((one) => one.get('controller').value === true);
  const [kind, name] = [owner?.get('kind').text().value, owner?.get('name').text().value];
  return kind === undefined || name === undefined ? undefined : `${kind}/${namespaceOf(value.namespace)}/${name}`;
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
  const pods = mesh.pods.get(nameOf(fact)) ?? [fact];
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

/** One object for each step, however often it is said. */
export function step(mesh: Mesh, because: Because): Because {
  const { layer, rule, effect, at } = because;
  const key = `${layer}\0${rule}\0${effect}\0${at.file}:${at.line}:${at.column}:${at.api}:${at.place}`;
  const known = mesh.steps.get(key);
  if (known !== undefined) return known;
  mesh.steps.set(key, because);
  return because;
}
