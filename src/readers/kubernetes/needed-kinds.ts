/** A kind of object that some check needs, and the aspects that are not known without it. */
export interface NeededKind {
  /** Empty for the core group. */
  readonly group: string;
  /** As API servers prefer it today; for one that does not say what it serves. */
  readonly version: string;
  /** As in paths and roles: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly touches: readonly string[];
}

/** Aspects whose checks look at what runs containers. */
const workloads: readonly string[] = [
  'hardening/audits',
  'hardening/defaults',
  'hardening/guides',
  'hardening/management',
  'hardening/practices',
  'images/reviews',
  'images/signatures',
  'images/trusted-sources',
  'images/vulnerabilities',
  'monitoring/alerting',
  'monitoring/audit-trail',
  'monitoring/detection',
  'monitoring/logging',
  'network/encryption',
  'network/firewalls',
  'network/mesh',
  'network/policies',
  'network/segmentation',
  'runtime/access',
  'runtime/capabilities',
  'runtime/isolation',
  'runtime/seccomp',
];

/** Aspects whose checks look at configurations of programs, which lie in ConfigMaps and Secrets. */
const configurations: readonly string[] = [
  'hardening/guides',
  'monitoring/alerting',
  'monitoring/audit-trail',
  'monitoring/detection',
  'monitoring/logging',
  'monitoring/retention',
  'network/encryption',
];

/** Aspects whose checks look at policies of network plugins, whatever their kind is called. */
export const foreignPolicyTouches: readonly string[] = ['network/policies', 'network/segmentation'];

/** Groups of extensions, by their end, whose objects checks look at whatever their kind. */
const extensions: readonly (readonly [group: string, touches: readonly string[]])[] = [
  ['cert-manager.io', ['network/encryption']],
  ['constraints.gatekeeper.sh', ['hardening/management']],
  ['external-secrets.io', ['hardening/guides']],
  ['policy.linkerd.io', ['network/mesh']],
];

/**
 * What is not known without a kind of an extension. What may isolate or open Pods beside NetworkPolicy is
 * a kind of a network plugin, and these are named alike.
 */
export function touchesOfExtension(group: string, kind: string): readonly string[] {
  const isPolicy = (kind.endsWith('NetworkPolicy') && group !== 'networking.k8s.io') || kind === 'EgressFirewall';
  const known = extensions.filter(([name]) => group === name || group.endsWith(`.${name}`));
  return [
    ...(isPolicy || isOfPolicies(group, kind) ? foreignPolicyTouches : []),
    ...known.flatMap(([, touches]) => touches),
  ];
}

/** What policies of Calico and Cilium name, and what gives them their order. */
function isOfPolicies(group: string, kind: string): boolean {
  if (group === 'cilium.io') return kind === 'CiliumCIDRGroup';
  if (group !== 'projectcalico.org' && group !== 'crd.projectcalico.org') return false;
  return /^(?:(?:Global)?NetworkSet|Tier|HostEndpoint|KubeControllersConfiguration)$/.test(kind);
}

const rbac = 'rbac.authorization.k8s.io';
const istio = 'security.istio.io';

const admissionKinds = [
  ['mutatingadmissionpolicies', 'MutatingAdmissionPolicy'],
  ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
  ['validatingadmissionpolicies', 'ValidatingAdmissionPolicy'],
  ['validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding'],
  ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
] as const;

/**
 * Every kind of object that checks read. The role that Plimsoll asks for is made of it, and a kind that
 * may not be listed touches what stands here; test/kubernetes/needs.test.ts holds it against the checks.
 */
export const neededKinds: readonly NeededKind[] = [
  inNamespaces('', 'v1', 'configmaps', 'ConfigMap', [
    'hardening/defaults',
    'hardening/management',
    'hardening/practices',
    // That of a mesh, which the ConfigMap `istio` holds, and of Cilium in `cilium-config`.
    'network/mesh',
    'network/policies',
    ...configurations,
  ]),
  ofCluster('', 'v1', 'namespaces', 'Namespace', [
    'hardening/management',
    'network/encryption',
    'network/mesh',
    'network/policies',
  ]),
  inNamespaces('', 'v1', 'limitranges', 'LimitRange', ['hardening/management']),
  ofCluster('', 'v1', 'nodes', 'Node', ['runtime/patching']),
  inNamespaces('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', ['hardening/management']),
  ofCluster('', 'v1', 'persistentvolumes', 'PersistentVolume', ['runtime/isolation']),
  inNamespaces('', 'v1', 'pods', 'Pod', workloads),
  inNamespaces('', 'v1', 'podtemplates', 'PodTemplate', workloads),
  inNamespaces('', 'v1', 'replicationcontrollers', 'ReplicationController', workloads),
  inNamespaces('', 'v1', 'resourcequotas', 'ResourceQuota', ['hardening/management']),
  inNamespaces('', 'v1', 'secrets', 'Secret', ['hardening/management', 'runtime/access', ...configurations]),
  inNamespaces('', 'v1', 'serviceaccounts', 'ServiceAccount', ['hardening/management', 'runtime/access']),
  inNamespaces('', 'v1', 'services', 'Service', [
    'hardening/management',
    'network/encryption',
    'network/firewalls',
    'network/mesh',
    'network/segmentation',
  ]),
  ...admissionKinds.map(([resource, kind]) =>
    ofCluster('admissionregistration.k8s.io', 'v1', resource, kind, [
      'hardening/management',
      ...(kind.endsWith('WebhookConfiguration') ? ['network/encryption'] : []),
    ]),
  ),
  ofCluster('apiregistration.k8s.io', 'v1', 'apiservices', 'APIService', ['network/encryption']),
  inNamespaces('apps', 'v1', 'daemonsets', 'DaemonSet', workloads),
  inNamespaces('apps', 'v1', 'deployments', 'Deployment', workloads),
  inNamespaces('apps', 'v1', 'replicasets', 'ReplicaSet', workloads),
  inNamespaces('apps', 'v1', 'statefulsets', 'StatefulSet', workloads),
  inNamespaces('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', [
    'hardening/management',
    'hardening/practices',
  ]),
  inNamespaces('batch', 'v1', 'cronjobs', 'CronJob', workloads),
  inNamespaces('batch', 'v1', 'jobs', 'Job', workloads),
  ofCluster('crd.projectcalico.org', 'v1', 'felixconfigurations', 'FelixConfiguration', ['network/encryption']),
  inNamespaces('gateway.networking.k8s.io', 'v1', 'gateways', 'Gateway', ['network/encryption', 'network/mesh']),
  inNamespaces('networking.istio.io', 'v1', 'destinationrules', 'DestinationRule', ['network/mesh']),
  inNamespaces('networking.k8s.io', 'v1', 'ingresses', 'Ingress', [
    'hardening/management',
    'hardening/practices',
    'network/encryption',
  ]),
  inNamespaces('networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy', foreignPolicyTouches),
  inNamespaces('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', [
    'hardening/management',
    'hardening/practices',
  ]),
  inNamespaces('policy.linkerd.io', 'v1beta3', 'servers', 'Server', ['network/mesh']),
  ofCluster(rbac, 'v1', 'clusterrolebindings', 'ClusterRoleBinding', ['runtime/access']),
  ofCluster(rbac, 'v1', 'clusterroles', 'ClusterRole', ['runtime/access']),
  inNamespaces(rbac, 'v1', 'rolebindings', 'RoleBinding', ['runtime/access']),
  inNamespaces(rbac, 'v1', 'roles', 'Role', ['runtime/access']),
  inNamespaces('resource.k8s.io', 'v1', 'resourceclaims', 'ResourceClaim', ['runtime/isolation']),
  inNamespaces('resource.k8s.io', 'v1', 'resourceclaimtemplates', 'ResourceClaimTemplate', ['runtime/isolation']),
  inNamespaces(istio, 'v1', 'authorizationpolicies', 'AuthorizationPolicy', ['network/mesh']),
  inNamespaces(istio, 'v1', 'peerauthentications', 'PeerAuthentication', ['network/encryption', 'network/mesh']),
  ofCluster('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', ['hardening/management']),
];

function inNamespaces(
  group: string,
  version: string,
  resource: string,
  kind: string,
  touches: readonly string[],
): NeededKind {
  return { group, version, resource, kind, namespaced: true, touches };
}

function ofCluster(
  group: string,
  version: string,
  resource: string,
  kind: string,
  touches: readonly string[],
): NeededKind {
  return { group, version, resource, kind, namespaced: false, touches };
}
