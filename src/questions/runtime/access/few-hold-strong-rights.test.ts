import { objects } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { fewHoldStrongRights } from './few-hold-strong-rights.ts';

const rule = (group: string, resources: string, verbs: string, more = ''): string =>
  `{ apiGroups: ['${group}'], resources: [${resources}], verbs: [${verbs}]${more} }`;
const role = (kind: string, ...rules: string[]): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: r, namespace: a }\nrules: [${rules.join(', ')}]\n`;
const binding = (
  kind: string,
  roleKind = 'ClusterRole',
  name = 'r',
  namespace = 'a',
  subjects = '[{ kind: ServiceAccount, name: ci, namespace: a }]',
): string =>
  `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: b, namespace: ${namespace} }\nroleRef: { kind: ${roleKind}, name: ${name}, apiGroup: rbac.authorization.k8s.io }\nsubjects: ${subjects}\n`;
const cluster = (...rules: string[]) => objects(role('ClusterRole', ...rules) + binding('ClusterRoleBinding'));
const inNamespace = (...rules: string[]) => objects(role('ClusterRole', ...rules) + binding('RoleBinding'));

const nodesProxy = rule('', "'nodes/proxy'", 'get');
const aggregated =
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: r }\naggregationRule: { clusterRoleSelectors: [] }\nrules: [' +
  nodesProxy +
  ']\n';

const ofKubernetes = (subjects: string): string =>
  role('ClusterRole', nodesProxy) +
  binding('ClusterRoleBinding', 'ClusterRole', 'r', 'a', `[${subjects}]`).replace(
    'name: b,',
    'name: "system:x", labels: { kubernetes.io/bootstrapping: rbac-defaults },',
  );

checkTable(fewHoldStrongRights, [
  { name: 'reads', facts: cluster(rule('', 'pods', 'get, list')), verdicts: ['pass'] },
  {
    name: 'creates Pods',
    facts: cluster(rule('', 'pods', 'create')),
    verdicts: ['fail', 'pass'],
    saw: /ServiceAccount ci may create Pods/,
  },
  { name: 'creates Jobs', facts: inNamespace(rule('batch', 'jobs', 'create')), verdicts: ['fail', 'pass'] },
  { name: 'reads the proxy of nodes', facts: cluster(nodesProxy), verdicts: ['fail', 'pass'], saw: /proxy of nodes/ },
  { name: 'the proxy of everything', facts: cluster(rule('', "'*/proxy'", 'get')), verdicts: ['fail', 'pass'] },
  // `nodes/*` is no wildcard in Kubernetes, and nodes is not their proxy.
  { name: 'what only looks like it', facts: cluster(rule('', "nodes, 'nodes/*'", "'*'")), verdicts: ['pass'] },
  { name: 'no namespace holds nodes', facts: inNamespace(nodesProxy), verdicts: ['pass'] },
  { name: 'of another group', facts: cluster(rule('apps', 'pods', 'create')), verdicts: ['pass'] },
  {
    name: 'one named object',
    facts: cluster(rule('', "'serviceaccounts/token'", 'create', ', resourceNames: [robot]')),
    verdicts: ['pass'],
  },
  {
    name: 'everything',
    facts: cluster(rule('*', "'*'", "'*'")),
    verdicts: ['fail', 'fail', 'fail', 'fail', 'fail', 'fail', 'fail'],
  },
  {
    name: 'impersonates as since 1.36',
    facts: cluster(rule('', 'pods', "'impersonate-on:user-info:list'")),
    verdicts: ['fail', 'pass'],
    saw: /impersonate/,
  },
  {
    name: 'approves',
    facts: cluster(rule('certificates.k8s.io', "'certificatesigningrequests/approval'", 'update')),
    verdicts: ['fail', 'pass'],
  },
  {
    name: 'changes policies',
    facts: cluster(rule('admissionregistration.k8s.io', 'validatingadmissionpolicybindings', 'delete')),
    verdicts: ['fail', 'pass'],
  },
  {
    name: 'edit, not seen',
    facts: objects(binding('RoleBinding', 'ClusterRole', 'edit')),
    verdicts: ['fail', 'fail', 'fail', 'pass'],
  },
  { name: 'view, not seen', facts: objects(binding('RoleBinding', 'ClusterRole', 'view')), verdicts: ['pass'] },
  { name: 'a role that was not seen', facts: objects(binding('RoleBinding', 'Role', 'other')), verdicts: ['unknown'] },
  // A Role is one of its own namespace, whatever another is called.
  {
    name: 'a Role of another namespace',
    facts: objects(role('Role', rule('', 'pods', 'create')) + binding('RoleBinding', 'Role', 'r', 'b')),
    verdicts: ['unknown'],
  },
  {
    name: 'put together by the cluster',
    facts: objects(aggregated + binding('ClusterRoleBinding')),
    verdicts: ['fail', 'pass'],
  },
  {
    name: 'to be put together',
    facts: objects(aggregated + binding('ClusterRoleBinding'), 'declared'),
    verdicts: ['unknown'],
  },
  {
    name: 'nobody',
    facts: objects(role('ClusterRole', nodesProxy) + binding('ClusterRoleBinding', 'ClusterRole', 'r', 'a', '[]')),
    verdicts: ['pass'],
  },
  { name: 'what Kubernetes binds', facts: objects(ofKubernetes('{ kind: Group, name: system:nodes }')), verdicts: [] },
  {
    name: 'somebody beside whom Kubernetes binds',
    facts: objects(ofKubernetes('{ kind: Group, name: system:nodes }, { kind: User, name: eve }')),
    verdicts: ['fail', 'pass'],
    saw: /^User eve may use the proxy/,
  },
  { name: 'a role alone', facts: objects(role('ClusterRole', nodesProxy)), verdicts: [] },
]);
