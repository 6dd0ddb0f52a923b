import type { Thing } from './things.ts';

/**
 * What an API server and its controllers make by themselves, by name, with what kubeadm adds: the bootstrap policy of RBAC
 * (plugin/pkg/auth/authorizer/rbac/bootstrappolicy; of Kubernetes 1.37, and what versions since 1.22 had
 * beside) and the accounts of controllers. Their label `rbac-defaults` proves nothing: anybody may write it.
 */
const clusterRoles = new Set([
  'kubeadm:get-nodes',
  'admin',
  'cluster-admin',
  'edit',
  'system:aggregate-to-admin',
  'system:aggregate-to-edit',
  'system:aggregate-to-view',
  'system:auth-delegator',
  'system:aws-cloud-provider',
  'system:basic-user',
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
  'system:certificates.k8s.io:kube-apiserver-client-approver',
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver',
  'system:certificates.k8s.io:kubelet-serving-approver',
  'system:certificates.k8s.io:legacy-unknown-approver',
  'system:cluster-trust-bundle-discovery',
  'system:coredns',
  'system:csi-external-attacher',
  'system:csi-external-provisioner',
  'system:discovery',
  'system:heapster',
  'system:kube-aggregator',
  'system:kube-controller-manager',
  'system:kube-dns',
  'system:kube-scheduler',
  'system:kubelet-api-admin',
  'system:legacy-unknown-approver',
  'system:monitoring',
  'system:node',
  'system:node-bootstrapper',
  'system:node-problem-detector',
  'system:node-proxier',
  'system:persistent-volume-provisioner',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
  'system:volume-scheduler',
  'view',
]);

/** Each has a ClusterRole, a binding and a ServiceAccount of its name. */
const controllers = new Set([
  'attachdetach-controller',
  'bootstrap-signer',
  'certificate-controller',
  'cloud-node-lifecycle-controller',
  'cloud-provider',
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'csrapproving',
  'csrcleaner',
  'csrsigning',
  'daemon-set-controller',
  'deployment-controller',
  'device-taint-eviction-controller',
  'disruption-controller',
  'endpoint-controller',
  'endpointslice-controller',
  'endpointslicemirroring-controller',
  'ephemeral-volume-controller',
  'expand-controller',
  'generic-garbage-collector',
  'horizontal-pod-autoscaler',
  'job-controller',
  'kube-apiserver-serving-clustertrustbundle-publisher',
  'kube-controller-manager',
  'kube-scheduler',
  'leader-election-controller',
  'legacy-service-account-token-cleaner',
  'namespace-controller',
  'node-controller',
  'node-ipam-controller',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'podcertificaterequestcleaner',
  'pv-protection-controller',
  'pvc-protection-controller',
  'replicaset-controller',
  'replication-controller',
  'resource-claim-controller',
  'resourceclaim-controller',
  'resourcequota-controller',
  'root-ca-cert-publisher',
  'route-controller',
  'selinux-warning-controller',
  'service-account-controller',
  'service-cidrs-controller',
  'service-controller',
  'shared-informers',
  'statefulset-controller',
  'storage-version-migrator-controller',
  'taint-eviction-controller',
  'token-cleaner',
  'tokens-controller',
  'ttl-after-finished-controller',
  'ttl-controller',
  'validatingadmissionpolicy-status-controller',
  'volumeattributesclass-protection-controller',
]);

const roles = new Set([
  'kube-public/system:controller:bootstrap-signer',
  'kube-system/extension-apiserver-authentication-reader',
  'kube-system/system::leader-locking-kube-controller-manager',
  'kube-system/system::leader-locking-kube-scheduler',
  'kube-system/system:controller:bootstrap-signer',
  'kube-system/system:controller:cloud-provider',
  'kube-system/system:controller:token-cleaner',
]);

/** By namespace and name: the role, and all subjects. */
const bindings: Readonly<Record<string, readonly [role: string, subjects: readonly string[]]>> = {
  // What kubeadm adds.
  '/kubeadm:cluster-admins': ['ClusterRole cluster-admin', ['Group kubeadm:cluster-admins']],
  '/kubeadm:get-nodes': ['ClusterRole kubeadm:get-nodes', ['Group system:bootstrappers:kubeadm:default-node-token']],
  '/kubeadm:kubelet-bootstrap': [
    'ClusterRole system:node-bootstrapper',
    ['Group system:bootstrappers:kubeadm:default-node-token'],
  ],
  '/kubeadm:node-autoapprove-bootstrap': [
    'ClusterRole system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    ['Group system:bootstrappers:kubeadm:default-node-token'],
  ],
  '/kubeadm:node-autoapprove-certificate-rotation': [
    'ClusterRole system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    ['Group system:nodes'],
  ],
  '/kubeadm:node-proxier': ['ClusterRole system:node-proxier', ['ServiceAccount kube-system kube-proxy']],
  '/system:coredns': ['ClusterRole system:coredns', ['ServiceAccount kube-system coredns']],
  '/cluster-admin': ['ClusterRole cluster-admin', ['Group system:masters']],
  '/system:basic-user': ['ClusterRole system:basic-user', ['Group system:authenticated']],
  '/system:cluster-trust-bundle-discovery': [
    'ClusterRole system:cluster-trust-bundle-discovery',
    ['Group system:serviceaccounts'],
  ],
  '/system:discovery': ['ClusterRole system:discovery', ['Group system:authenticated']],
  '/system:kube-controller-manager': [
    'ClusterRole system:kube-controller-manager',
    ['User system:kube-controller-manager'],
  ],
  '/system:kube-dns': ['ClusterRole system:kube-dns', ['ServiceAccount kube-system kube-dns']],
  '/system:kube-scheduler': ['ClusterRole system:kube-scheduler', ['User system:kube-scheduler']],
  '/system:monitoring': ['ClusterRole system:monitoring', ['Group system:monitoring']],
  '/system:node': ['ClusterRole system:node', []],
  '/system:node-proxier': ['ClusterRole system:node-proxier', ['User system:kube-proxy']],
  '/system:public-info-viewer': [
    'ClusterRole system:public-info-viewer',
    ['Group system:authenticated', 'Group system:unauthenticated'],
  ],
  '/system:service-account-issuer-discovery': [
    'ClusterRole system:service-account-issuer-discovery',
    ['Group system:serviceaccounts'],
  ],
  '/system:volume-scheduler': ['ClusterRole system:volume-scheduler', ['User system:kube-scheduler']],
  'kube-system/system::extension-apiserver-authentication-reader': [
    'Role extension-apiserver-authentication-reader',
    ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  ],
  'kube-system/system::leader-locking-kube-controller-manager': [
    'Role system::leader-locking-kube-controller-manager',
    [
      'User system:kube-controller-manager',
      'ServiceAccount kube-system kube-controller-manager',
      'ServiceAccount kube-system leader-election-controller',
    ],
  ],
  'kube-system/system::leader-locking-kube-scheduler': [
    'Role system::leader-locking-kube-scheduler',
    ['User system:kube-scheduler', 'ServiceAccount kube-system kube-scheduler'],
  ],
};

/** Who writes the rules of these roles: the API server at its start, and the controller that aggregates. */
const writers = new Set(['kube-apiserver', 'kube-controller-manager', 'clusterrole-aggregation-controller', 'kubeadm']);

/** Whether Kubernetes itself made an object, and made it so: a subject more, and it is not. */
export function isBootstrap({ groupKind, kind, namespace, name, root }: Thing): boolean {
  switch (groupKind) {
    case '/Service':
      return namespace === 'default' && name === 'kubernetes';
    case '/ServiceAccount':
      return name === 'default' || (namespace === 'kube-system' && controllers.has(name));
    case 'rbac.authorization.k8s.io/ClusterRole':
      return (clusterRoles.has(name) || isOfController(name)) && isUntouched();
    case 'rbac.authorization.k8s.io/Role':
      return roles.has(`${namespace}/${name}`) && isUntouched();
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
    case 'rbac.authorization.k8s.io/RoleBinding': {
      const known: readonly [string, readonly string[]] | undefined =
        bindings[`${namespace}/${name}`] ??
        (isOfController(name)
          ? [`${kind.replace('Binding', '')} ${name}`, [`ServiceAccount kube-system ${name.slice(prefix.length)}`]]
          : undefined);
      if (known === undefined) return false;
      const { kind: what, name: role } = Object(root.get('roleRef').value) as Record<string, unknown>;
      const subjects = root
        .get('subjects')
        .items()
        .map((one) =>
          ['kind', 'namespace', 'name']
            .map((key) => one.get(key).text().value ?? '')
            .filter(Boolean)
            .join(' '),
        );
      return `${String(what)} ${String(role)}` === known[0] && subjects.every((one) => known[1].includes(one));
    }
    default:
      return false;
  }

  function isUntouched(): boolean {
    return root
      .down('metadata', 'managedFields')
      .items()
      .every((one) => one.down('fieldsV1', 'f:rules').empty || writers.has(String(one.get('manager').value)));
  }
}

const prefix = 'system:controller:';

function isOfController(name: string): boolean {
  return name.startsWith(prefix) && controllers.has(name.slice(prefix.length));
}
