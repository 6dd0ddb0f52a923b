import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { isCalicoPolicy, isStagedPolicy } from '../reachability/calico/kinds.ts';
import { isCiliumPolicy } from '../reachability/cilium/kinds.ts';
import { contradicting } from './contradicting.ts';
import { inOrder } from './order.ts';
import { readSelector, selects, type Selector } from '../../../formats/label-selector/selector.ts';

export const directions = ['ingress', 'egress'] as const;
export type Direction = (typeof directions)[number];

/** One NetworkPolicy of networking.k8s.io: whom it selects and for which directions. */
export interface NetworkPolicy {
  readonly fact: Fact<KubernetesObject>;
  readonly namespace: string;
  readonly selector: Seen<Selector>;
  /** The directions it isolates the selected Pods for; undefined when `policyTypes` cannot be read. */
  readonly types: Seen<readonly Direction[]>;
  readonly spec: Located;
}

/**
 * What an object without a namespace goes into is chosen when it is applied; all such objects go to
 * the same one, and `default` is what it is when nothing is chosen.
 */
export function namespaceOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === '' ? 'default' : namespace;
}

/** Seven checks read the same policies of the same facts. */
const read = new WeakMap<readonly Fact<KubernetesObject>[], readonly NetworkPolicy[]>();

export function networkPolicies(objects: readonly Fact<KubernetesObject>[]): readonly NetworkPolicy[] {
  const known = read.get(objects) ?? readPolicies(objects);
  read.set(objects, known);
  return known;
}

function readPolicies(objects: readonly Fact<KubernetesObject>[]): NetworkPolicy[] {
  const own = inOrder(
    objects.filter(({ value }) => value.kind === 'NetworkPolicy' && value.apiVersion.startsWith('networking.k8s.io/')),
  );
  const doubted = contradicting(own);
  return own.map((fact) => {
    const spec = fact.value.root.get('spec');
    return {
      fact,
      namespace: namespaceOf(fact.value.namespace),
      selector: doubtful(fact, doubted) ?? strange(spec) ?? readSelector(spec.get('podSelector')),
      types: policyTypes(spec),
      spec,
    };
  });
}

/** The API server has no other version of it, and of several by one name it has one. */
function doubtful(fact: Fact<KubernetesObject>, doubted: ReadonlySet<Fact>): Seen<Selector> | undefined {
  const { apiVersion } = fact.value;
  const why =
    apiVersion !== 'networking.k8s.io/v1'
      ? `there is no ${apiVersion}`
      : doubted.has(fact)
        ? 'others by its name say something else'
        : undefined;
  return why === undefined ? undefined : seen<Selector>(undefined, fact.at, why);
}

/** A misspelt `podSelector` would read as an absent one, which selects every Pod. */
function strange(spec: Located): Seen<Selector> | undefined {
  if (!spec.empty && !spec.isMap) return seen<Selector>(undefined, spec.at, 'spec is not a mapping');
  const field = spec.entries().find(([key]) => !['podSelector', 'policyTypes', 'ingress', 'egress'].includes(key));
  return field && seen<Selector>(undefined, field[1].at, `a NetworkPolicy has no field ${field[0]}`);
}

/**
 * The API's default (k8s.io/api/networking/v1 types.go, `PolicyTypes`): when it is absent or empty a
 * policy isolates for ingress always, and for egress only when it holds an egress rule.
 */
function policyTypes(spec: Located): Seen<readonly Direction[]> {
  const at = spec.get('policyTypes');
  const unread = (why: string): Seen<readonly Direction[]> => seen<readonly Direction[]>(undefined, at.at, why);
  if (!at.empty && !at.isList) return unread('policyTypes is not a list');
  if (at.items().length === 0) {
    const egress = spec.get('egress');
    if (!egress.empty && !egress.isList) return unread('egress is not a list');
    const note = 'absent: Kubernetes takes Ingress, and Egress when there is an egress rule';
    const both = egress.items().length > 0;
    return seen<readonly Direction[]>(both ? directions : ['ingress'], at.noted(note));
  }
  const types: Direction[] = [];
  for (const item of at.items()) {
    const text = item.string().value;
    if (text === 'Ingress') types.push('ingress');
    else if (text === 'Egress') types.push('egress');
    else return unread('policyTypes holds something else than Ingress and Egress');
  }
  return seen<readonly Direction[]>(types, at.at);
}

/** Why a policy may not be the one that holds for a workload, though its selector fits. */
export const elsewhere = 'it states no namespace and stands in another folder, so it may go into another namespace';

/**
 * True when a policy states no namespace and stands in another folder than a workload of `default`:
 * each folder may be applied to a namespace of its own (`kubectl apply -n`).
 */
export function mayGoElsewhere({ fact, namespace }: NetworkPolicy, file: string | undefined): boolean {
  const own = fact.at.file;
  if (fact.stage !== 'declared' || namespace !== 'default' || own === undefined || file === undefined) return false;
  return folderOf(own) !== folderOf(file) && fact.value.root.down('metadata', 'namespace').empty;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

/** Whether a policy selects a workload of its own stage; `undefined` when it cannot be read or may go elsewhere. */
export function policySelects(policy: NetworkPolicy, workload: Fact<Workload>): boolean | undefined {
  if (policy.fact.stage !== workload.stage) return false;
  if (policy.namespace !== namespaceOf(workload.value.namespace)) return false;
  const { value } = policy.selector;
  if (value === undefined) return undefined;
  if (!selects(value, workload.value.labels)) return false;
  return mayGoElsewhere(policy, workload.value.at.file) ? undefined : true;
}

/**
 * Kinds that can isolate or open Pods too and that are not understood: what they select is not known.
 * Network plugins bring ever new ones (Cilium, Calico, Antrea, the clouds), all of them named alike.
 */
export function isForeignPolicy({ value }: Fact<KubernetesObject>): boolean {
  return (
    (value.kind.endsWith('NetworkPolicy') && !value.apiVersion.startsWith('networking.k8s.io/')) ||
    (value.kind === 'EgressFirewall' && value.apiVersion.startsWith('k8s.ovn.org/'))
  );
}

/** Without those of Calico and Cilium: what they select is read, and asked of `pluginIsolation`. */
export function unreadPolicies(
  objects: readonly Fact<KubernetesObject>[],
): (stage: Stage, namespace: string) => Fact<KubernetesObject> | undefined {
  return foreignPolicies(
    objects.filter(({ value }) => !isCalicoPolicy(value) && !isStagedPolicy(value) && !isCiliumPolicy(value)),
  );
}

/** Finds a policy of another kind that may select what is in a namespace: it stands in it, or in none. */
export function foreignPolicies(
  objects: readonly Fact<KubernetesObject>[],
): (stage: Stage, namespace: string) => Fact<KubernetesObject> | undefined {
  const foreign = inOrder(objects.filter(isForeignPolicy));
  return (stage, namespace) =>
    foreign.find(
      ({ stage: own, value }) =>
        own === stage && (isClusterWide(value.kind) || value.namespace === '' || value.namespace === namespace),
    );
}

/** What is said of such a policy: those for administrators are read, and judged rule by rule by the map alone. */
export function unsaid({ value }: Fact<KubernetesObject>): string {
  return value.apiVersion.startsWith('policy.networking.k8s.io/')
    ? 'goes by its rules, which `plimsoll network map` tells'
    : 'is not understood';
}

function isClusterWide(kind: string): boolean {
  return /^(CiliumClusterwide|(Staged)?Global|Cluster|BaselineAdmin|Admin)/.test(kind);
}

/** Pod templates and Pods of Kubernetes that policies can select: those on the host's network cannot. */
export function selectable(workloads: readonly Fact<Workload>[]): Fact<Workload>[] {
  return workloads.filter(({ value }) => value.orchestrator === 'kubernetes' && value.hostNetwork.value !== true);
}

/** Finds the policies of a workload's stage and namespace without walking all of them each time. */
export function policiesAround(
  policies: readonly NetworkPolicy[],
): (workload: Fact<Workload>) => readonly NetworkPolicy[] {
  const groups = Map.groupBy(policies, ({ fact, namespace }) => `${fact.stage} ${namespace}`);
  return ({ stage, value }) => groups.get(`${stage} ${namespaceOf(value.namespace)}`) ?? [];
}
