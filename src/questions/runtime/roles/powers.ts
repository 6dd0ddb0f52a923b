import type { Rule } from './rules.ts';

/** A right that few should hold, as the item of CIS Kubernetes that speaks of it. */
export interface Power {
  readonly item: string;
  /** `may create Pods`. */
  readonly what: string;
  /** Only a binding of the whole cluster grants it: what it is about lives in no namespace. */
  readonly ofCluster: boolean;
  grantedBy(rule: Rule): boolean;
}

/** Does the rule allow one of the verbs on one of the resources of a group, whatever their names? */
function allows(rule: Rule, group: string, resources: readonly string[], verbs: readonly string[]): boolean {
  const { apiGroups, resources: named, verbs: allowed, resourceNames } = rule;
  return (
    resourceNames.length === 0 &&
    (apiGroups.includes('*') || apiGroups.includes(group)) &&
    resources.some((one) => named.some((word) => matches(word, one))) &&
    (allowed.includes('*') || verbs.some((verb) => allowed.includes(verb)))
  );
}

// `ResourceMatches` of Kubernetes' RBAC: `*` is all, `*` before a subresource is that of every resource, and
// `pods/*` is nothing but itself.
function matches(word: string, resource: string): boolean {
  if (word === '*' || word === resource) return true;
  const slash = resource.indexOf('/');
  return slash !== -1 && word === `*${resource.slice(slash)}`;
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';
const write = ['create', 'update', 'patch', 'delete', 'deletecollection'];

function impersonates(rule: Rule): boolean {
  const who = ['users', 'groups', 'serviceaccounts'];
  if (allows(rule, '', who, ['impersonate'])) return true;
  if (allows(rule, 'authentication.k8s.io', ['userextras', 'uids'], ['impersonate'])) return true;
  // Since 1.36 a verb says as whom and for what: `impersonate:user-info`, `impersonate-on:user-info:list`.
  return rule.resourceNames.length === 0 && rule.verbs.some((verb) => /^impersonate(-on)?:/.test(verb));
}

export const powers: readonly Power[] = [
  {
    item: '5.1.4',
    what: 'may create Pods',
    ofCluster: false,
    grantedBy: (rule) =>
      allows(rule, '', ['pods', 'replicationcontrollers'], ['create']) ||
      allows(rule, 'apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], ['create']) ||
      allows(rule, 'batch', ['jobs', 'cronjobs'], ['create']),
  },
  {
    item: '5.1.8',
    what: 'may bind, escalate or impersonate',
    ofCluster: false,
    grantedBy: (rule) => allows(rule, rbac, ['roles', 'clusterroles'], ['bind', 'escalate']) || impersonates(rule),
  },
  {
    item: '5.1.9',
    what: 'may create PersistentVolumes, of any path of a node',
    ofCluster: true,
    grantedBy: (rule) => allows(rule, '', ['persistentvolumes'], ['create']),
  },
  {
    item: '5.1.10',
    what: 'may use the proxy of nodes, which runs commands in every Pod of them',
    ofCluster: true,
    grantedBy: (rule) => allows(rule, '', ['nodes/proxy'], ['get', ...write]),
  },
  {
    item: '5.1.11',
    what: 'may approve certificate requests',
    ofCluster: true,
    grantedBy: (rule) =>
      allows(rule, 'certificates.k8s.io', ['certificatesigningrequests/approval'], ['update', 'patch']),
  },
  {
    item: '5.1.12',
    what: 'may change what is asked at admission',
    ofCluster: true,
    grantedBy: (rule) =>
      allows(
        rule,
        admission,
        [
          'validatingwebhookconfigurations',
          'mutatingwebhookconfigurations',
          'validatingadmissionpolicies',
          'validatingadmissionpolicybindings',
          'mutatingadmissionpolicies',
          'mutatingadmissionpolicybindings',
        ],
        write,
      ),
  },
  {
    item: '5.1.13',
    what: 'may make tokens of ServiceAccounts',
    ofCluster: false,
    grantedBy: (rule) => allows(rule, '', ['serviceaccounts/token'], ['create']),
  },
];

/**
 * What roles that Kubernetes brings grant where the role itself was not seen; null for any other name.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
 */
export function powersOfBuiltIn(name: string): readonly Power[] | null {
  switch (name) {
    case 'cluster-admin':
      return powers;
    case 'admin':
    case 'edit':
      return powers.filter(({ item }) => ['5.1.4', '5.1.8', '5.1.13'].includes(item));
    case 'view':
      return [];
    default:
      return null;
  }
}
