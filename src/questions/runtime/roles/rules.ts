import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { seen, type Seen } from '../../../model/seen.ts';

const group = 'rbac.authorization.k8s.io/';

/** Roles and ClusterRoles that are not Kubernetes' own (which every cluster has and restores). */
export function* rolesOf(objects: readonly Fact<KubernetesObject>[]): Generator<Fact<KubernetesObject>> {
  for (const one of objects) {
    const { kind, apiVersion } = one.value;
    if (!(kind === 'Role' || kind === 'ClusterRole') || !apiVersion.startsWith(group)) continue;
    if (!ownOfKubernetes(one.value)) yield one;
  }
}

export function* bindingsOf(objects: readonly Fact<KubernetesObject>[]): Generator<Fact<KubernetesObject>> {
  for (const one of objects) {
    const { kind, apiVersion } = one.value;
    if ((kind === 'RoleBinding' || kind === 'ClusterRoleBinding') && apiVersion.startsWith(group)) yield one;
  }
}

/**
 * A role or binding that every cluster has and restores. Label and name together: anybody can write the
 * label on one of their own.
 */
export function ownOfKubernetes({ kind, name, namespace, labels }: KubernetesObject): boolean {
  if (!kind.startsWith('Cluster') && namespace !== 'kube-system' && namespace !== 'kube-public') return false;
  const user = kind === 'ClusterRole' ? ['cluster-admin', 'admin', 'edit', 'view'] : ['cluster-admin'];
  const own = name.startsWith('system:') || user.includes(name);
  return own && labels['kubernetes.io/bootstrapping'] === 'rbac-defaults';
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Empty: all names. */
  readonly resourceNames: readonly string[];
  readonly urls: readonly string[];
  readonly at: Located;
}

/**
 * The rules of a role; undefined with the reason when they cannot be known from its text.
 *
 * @param computed true: it is the cluster's own answer, in which the rules of an aggregated role are put
 * together already
 */
export function rulesOf({ root }: KubernetesObject, computed = false): Seen<readonly Rule[]> {
  const list = root.get('rules');
  const aggregated = root.get('aggregationRule');
  if (!aggregated.empty && !computed) {
    return seen<readonly Rule[]>(
      undefined,
      aggregated.at,
      'its rules are put together from other roles by the cluster',
    );
  }
  if (list.empty) return seen<readonly Rule[]>([], list.noted('absent: no rules'));
  const rules = list.items().map((at) => readRule(at));
  if (!list.isList || rules.includes(null)) {
    return seen<readonly Rule[]>(undefined, list.at, 'a rule has not the shape that Kubernetes gives');
  }
  return seen<readonly Rule[]>(rules as Rule[], list.at);
}

function readRule(at: Located): Rule | null {
  const words = (key: string): readonly string[] | null =>
    at.get(key).empty ? [] : (at.get(key).strings().value ?? null);
  const [apiGroups, resources, verbs] = [words('apiGroups'), words('resources'), words('verbs')];
  const [resourceNames, urls] = [words('resourceNames'), words('nonResourceURLs')];
  if (!at.isMap || !apiGroups || !resources || !verbs || !resourceNames || !urls) return null;
  return { apiGroups, resources, verbs, resourceNames, urls, at };
}

export interface Bound {
  readonly kind: string;
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace?: string;
}

export interface Binding {
  readonly role: Bound;
  readonly subjects: readonly Bound[];
}

/** Who is bound to which role; undefined with the reason when its text does not say. */
export function bindingOf({ root }: KubernetesObject): Seen<Binding> {
  const list = root.get('subjects');
  const role = readBound(root.get('roleRef'));
  const subjects = list.items().map((at) => readBound(at));
  if (role === null) return seen<Binding>(undefined, root.get('roleRef').at, 'roleRef does not name a role');
  if ((!list.isList && !list.empty) || subjects.includes(null)) {
    return seen<Binding>(undefined, list.at, 'subjects do not all have a kind and a name');
  }
  return seen({ role, subjects: subjects as Bound[] }, root.get('roleRef').at);
}

function readBound(at: Located): Bound | null {
  const kind = at.get('kind').string().value;
  const name = at.get('name').string().value;
  const namespace = at.get('namespace').string().value;
  if (kind === undefined || name === undefined) return null;
  return namespace === undefined ? { kind, name } : { kind, name, namespace };
}

/** `ServiceAccount deployer, Group ops`. */
export function namesOf(subjects: readonly Bound[]): string {
  return subjects.map(({ kind, name }) => `${kind} ${name}`).join(', ');
}
