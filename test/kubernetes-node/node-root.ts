import { chmodSync, chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

/** A file of a node: its text, mode and owner. */
export interface NodeFile {
  readonly text?: string;
  readonly mode?: number;
  /** User and group id; root unless given. */
  readonly owner?: number;
  readonly folder?: true;
}

export type NodeFiles = Readonly<Record<string, NodeFile>>;

const etcdUser = 997;

/** A static Pod as kubeadm writes them: flags as words of the command, files mounted under their own paths. */
export function staticPod(name: string, flags: Readonly<Record<string, string>>, more: readonly string[] = []): string {
  const command = [name, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), ...more];
  const paths = ['/etc/kubernetes', '/var/lib/etcd'];
  return stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels: { component: name, tier: 'control-plane' } },
    spec: {
      hostNetwork: true,
      containers: [
        {
          name,
          image: `registry.k8s.io/${name}:v1.35.2`,
          command,
          volumeMounts: paths.map((path, index) => ({ name: `v${index}`, mountPath: path, readOnly: index === 0 })),
        },
      ],
      volumes: paths.map((path, index) => ({ name: `v${index}`, hostPath: { path } })),
    },
  });
}

const pki = '/etc/kubernetes/pki';
const strongCiphers = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';

export const goodApiServer: Readonly<Record<string, string>> = {
  'anonymous-auth': 'false',
  'authorization-mode': 'Node,RBAC',
  'client-ca-file': `${pki}/ca.crt`,
  'enable-admission-plugins': 'NodeRestriction,AlwaysPullImages,EventRateLimit,DenyServiceExternalIPs',
  'admission-control-config-file': '/etc/kubernetes/admission.yaml',
  'encryption-provider-config': '/etc/kubernetes/encryption.yaml',
  'audit-policy-file': '/etc/kubernetes/audit-policy.yaml',
  'audit-log-path': '/var/log/kubernetes/audit.log',
  'audit-log-maxage': '30',
  'audit-log-maxbackup': '10',
  'audit-log-maxsize': '100',
  'etcd-cafile': `${pki}/etcd/ca.crt`,
  'etcd-certfile': `${pki}/apiserver-etcd-client.crt`,
  'etcd-keyfile': `${pki}/apiserver-etcd-client.key`,
  'kubelet-certificate-authority': `${pki}/ca.crt`,
  'kubelet-client-certificate': `${pki}/apiserver-kubelet-client.crt`,
  'kubelet-client-key': `${pki}/apiserver-kubelet-client.key`,
  profiling: 'false',
  'service-account-key-file': `${pki}/sa.pub`,
  'service-account-signing-key-file': `${pki}/sa.key`,
  'service-account-extend-token-expiration': 'false',
  'tls-cert-file': `${pki}/apiserver.crt`,
  'tls-private-key-file': `${pki}/apiserver.key`,
  'tls-cipher-suites': strongCiphers,
};

const goodKubelet = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${pki}/ca.crt` },
  },
  authorization: { mode: 'Webhook' },
  podPidsLimit: 2048,
  readOnlyPort: 0,
  rotateCertificates: true,
  serverTLSBootstrap: true,
  seccompDefault: true,
  staticPodPath: '/etc/kubernetes/manifests',
  tlsCipherSuites: strongCiphers.split(','),
};

const accounts = 'root:x:0:0:root:/root:/bin/sh\n';

/** What stands on a node of the control plane that kubeadm set up and somebody hardened. */
export const hardenedNode: NodeFiles = {
  '/etc/os-release': { text: 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n' },
  '/etc/passwd': { text: `${accounts}etcd:x:${etcdUser}:${etcdUser}::/var/lib/etcd:/sbin/nologin\n` },
  '/etc/group': { text: `root:x:0:\netcd:x:${etcdUser}:\n` },
  '/etc/kubernetes/manifests/kube-apiserver.yaml': { text: staticPod('kube-apiserver', goodApiServer), mode: 0o600 },
  '/etc/kubernetes/manifests/kube-controller-manager.yaml': {
    mode: 0o600,
    text: staticPod('kube-controller-manager', {
      'bind-address': '127.0.0.1',
      kubeconfig: '/etc/kubernetes/controller-manager.conf',
      profiling: 'false',
      'root-ca-file': `${pki}/ca.crt`,
      'service-account-private-key-file': `${pki}/sa.key`,
      'terminated-pod-gc-threshold': '100',
      'use-service-account-credentials': 'true',
    }),
  },
  '/etc/kubernetes/manifests/kube-scheduler.yaml': {
    mode: 0o600,
    text: staticPod('kube-scheduler', {
      'bind-address': '127.0.0.1',
      kubeconfig: '/etc/kubernetes/scheduler.conf',
      profiling: 'false',
    }),
  },
  '/etc/kubernetes/manifests/etcd.yaml': {
    mode: 0o600,
    text: staticPod('etcd', {
      'cert-file': `${pki}/etcd/server.crt`,
      'key-file': `${pki}/etcd/server.key`,
      'client-cert-auth': 'true',
      'data-dir': '/var/lib/etcd',
      'peer-cert-file': `${pki}/etcd/peer.crt`,
      'peer-key-file': `${pki}/etcd/peer.key`,
      'peer-client-cert-auth': 'true',
      'trusted-ca-file': `${pki}/etcd/ca.crt`,
    }),
  },
  '/etc/kubernetes/admission.yaml': {
    mode: 0o600,
    text: 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: []\n',
  },
  '/etc/kubernetes/encryption.yaml': {
    mode: 0o600,
    text: 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - secretbox: { keys: [] }\n      - identity: {}\n',
  },
  '/etc/kubernetes/audit-policy.yaml': {
    mode: 0o600,
    text: 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n',
  },
  '/etc/kubernetes/admin.conf': { text: 'kind: Config\n', mode: 0o600 },
  '/etc/kubernetes/scheduler.conf': { text: 'kind: Config\n', mode: 0o600 },
  '/etc/kubernetes/controller-manager.conf': { text: 'kind: Config\n', mode: 0o600 },
  '/etc/kubernetes/kubelet.conf': { text: 'kind: Config\n', mode: 0o600 },
  [pki]: { folder: true, mode: 0o755 },
  [`${pki}/etcd`]: { folder: true, mode: 0o755 },
  [`${pki}/ca.crt`]: { text: 'certificate', mode: 0o644 },
  [`${pki}/ca.key`]: { text: 'key', mode: 0o600 },
  [`${pki}/etcd/server.crt`]: { text: 'certificate', mode: 0o644 },
  [`${pki}/etcd/server.key`]: { text: 'key', mode: 0o600 },
  '/etc/cni/net.d/10-calico.conflist': { text: '{}', mode: 0o600 },
  '/var/lib/etcd': { folder: true, mode: 0o700, owner: etcdUser },
  '/var/lib/kubelet/config.yaml': { text: stringify(goodKubelet), mode: 0o600 },
  '/var/lib/kubelet/kubeadm-flags.env': { text: 'KUBELET_KUBEADM_ARGS="--node-ip=10.0.0.4"\n', mode: 0o600 },
  '/var/lib/kubelet/pods/0a1b/volumes/kubernetes.io~configmap/kube-proxy/config.conf': {
    text: 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmetricsBindAddress: ""\n',
  },
  '/usr/lib/systemd/system/kubelet.service': {
    mode: 0o600,
    text: '[Service]\nExecStart=/usr/bin/kubelet\n',
  },
  '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf': {
    mode: 0o600,
    text: [
      '[Service]',
      'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"',
      'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"',
      'EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env',
      'EnvironmentFile=-/etc/default/kubelet',
      'ExecStart=',
      'ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS',
      '',
    ].join('\n'),
  },
};

const loose = 1000;
const opened = Object.fromEntries(
  Object.entries(hardenedNode).flatMap(([path, file]) =>
    path.startsWith('/etc/kubernetes') || /^\/(var|usr|etc\/cni)/.test(path)
      ? [[path, { ...file, mode: file.folder ? 0o777 : 0o666, owner: loose }]]
      : [],
  ),
);

/** The same node with everything wrong that an item speaks of. */
export const neglectedNode: NodeFiles = {
  ...hardenedNode,
  ...opened,
  '/etc/kubernetes/kube-proxy.conf': { text: 'kind: Config\n', mode: 0o644, owner: loose },
  '/etc/kubernetes/manifests/kube-apiserver.yaml': {
    mode: 0o644,
    owner: loose,
    text: staticPod('kube-apiserver', {
      'authorization-mode': 'AlwaysAllow',
      'disable-admission-plugins': 'ServiceAccount,NamespaceLifecycle',
      'enable-admission-plugins': 'AlwaysAdmit',
      'audit-log-maxage': '1',
      'audit-log-maxbackup': '1',
      'audit-log-maxsize': '1',
      'audit-log-path': '/dev/null',
      'request-timeout': '2h',
      'service-account-lookup': 'false',
      'token-auth-file': '/etc/kubernetes/tokens.csv',
      'tls-cipher-suites': 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    }),
  },
  '/etc/kubernetes/manifests/kube-controller-manager.yaml': {
    mode: 0o644,
    owner: loose,
    text: staticPod('kube-controller-manager', { 'feature-gates': 'RotateKubeletServerCertificate=false' }),
  },
  '/etc/kubernetes/manifests/kube-scheduler.yaml': {
    mode: 0o644,
    owner: loose,
    text: staticPod('kube-scheduler', { 'bind-address': '0.0.0.0' }),
  },
  '/etc/kubernetes/manifests/etcd.yaml': {
    mode: 0o644,
    owner: loose,
    text: staticPod('etcd', { 'auto-tls': 'true', 'peer-auto-tls': 'true', 'data-dir': '/var/lib/etcd' }),
  },
  '/var/lib/kubelet/config.yaml': {
    mode: 0o644,
    owner: loose,
    text: stringify({
      ...goodKubelet,
      authentication: { anonymous: { enabled: true } },
      authorization: { mode: 'AlwaysAllow' },
      eventRecordQPS: 1,
      makeIPTablesUtilChains: false,
      podPidsLimit: -1,
      readOnlyPort: 10255,
      rotateCertificates: false,
      serverTLSBootstrap: false,
      seccompDefault: false,
      streamingConnectionIdleTimeout: '0s',
      tlsCipherSuites: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
    }),
  },
  '/var/lib/kubelet/pods/0a1b/volumes/kubernetes.io~configmap/kube-proxy/config.conf': {
    text: 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmetricsBindAddress: 0.0.0.0:10249\n',
  },
  '/var/lib/kubelet/kubeadm-flags.env': {
    text: 'KUBELET_KUBEADM_ARGS="--hostname-override=other"\n',
    mode: 0o644,
    owner: loose,
  },
};

/** Writes the files below a new folder, which then is the root of that node. */
export function nodeRoot(files: NodeFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-node-'));
  for (const [path, { text = '', mode = 0o644, owner = 0, folder }] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(folder ? full : dirname(full), { recursive: true });
    if (!folder) writeFileSync(full, text);
    chmodSync(full, mode);
    if (process.getuid?.() === 0) chownSync(full, owner, owner);
  }
  return root;
}
