import { groupOf, kubernetesObject, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../../facts/workload.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';
import type { Because, Connections } from '../../../../model/connections.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { authorizationPolicies, type AuthorizationPolicy } from './authorization-policy.ts';
import { controlPlane, type ControlPlane } from './control-plane.ts';
import { destinationRules, type DestinationRule } from './destination-rule.ts';
import { linkerdPolicies, type LinkerdPolicies } from './linkerd.ts';
import { enrolment, type Enrolment, type Membership } from './membership.ts';
import { peerAuthentications, type PeerAuthentication } from './peer-authentication.ts';
import { podsByController } from './pods.ts';
import type { Holding } from './decide.ts';
import type { Identity } from './rule-match.ts';
import { servicesByNamespace, type Lead } from './services.ts';

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

/** One object for each step, however often it is said. */
export function step(mesh: Mesh, because: Because): Because {
  const { layer, rule, effect, at } = because;
  const key = `${layer}\0${rule}\0${effect}\0${at.file}:${at.line}:${at.column}:${at.api}:${at.place}`;
  const known = mesh.steps.get(key);
  if (known !== undefined) return known;
  mesh.steps.set(key, because);
  return because;
}
