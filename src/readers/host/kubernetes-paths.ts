import { componentOf, parseFlags, type ComponentName } from '../../formats/kubernetes-flags/flags.ts';
import type { PathRule } from './path-rules.ts';

/** A part of Kubernetes that runs or is declared here, as its command line states it. */
export interface NodeComponent {
  readonly name: ComponentName;
  /** The last value of each flag. */
  readonly flags: ReadonlyMap<string, string>;
  /** Where a path of its arguments lies on the host; null when that is not known. */
  hostPath(path: string): string | null;
}

/** Null when the words start no part of Kubernetes. */
export function nodeComponent(
  words: readonly string[],
  hostPath: (path: string) => string | null,
): NodeComponent | null {
  const component = componentOf(words);
  if (component === null) return null;
  const flags = parseFlags(words, component.from, component.name);
  return {
    name: component.name,
    flags: new Map(flags.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]))),
    hostPath,
  };
}

/** Units that may start a part of Kubernetes. */
export const kubernetesUnits = [
  'kubelet.service',
  'kube-apiserver.service',
  'kube-controller-manager.service',
  'kube-scheduler.service',
  'kube-proxy.service',
  'etcd.service',
] as const;

/** Paths on the host that a flag of these components names, each once. */
export function pathsOf(components: readonly NodeComponent[], name: ComponentName, ...flags: string[]): string[] {
  const paths = components
    .filter((one) => one.name === name)
    .flatMap((one) =>
      flags.map((flag) => one.flags.get(flag)).flatMap((path) => (path ? (one.hostPath(path) ?? []) : [])),
    );
  return [...new Set(paths)];
}

/** What a node says of where its files are, beyond the arguments of its components. */
export interface NodePaths {
  readonly components: readonly NodeComponent[];
  /** Folders of static Pods. */
  readonly manifests: readonly string[];
  /** Files in these that hold a component, by its name. */
  readonly manifestOf: ReadonlyMap<string, readonly string[]>;
  /** KubeletConfiguration files. */
  readonly kubeletFiles: readonly string[];
  /** `authentication.x509.clientCAFile` of these. */
  readonly clientAuthorities: readonly string[];
  /** Files of the unit of the kubelet; empty when it was not found. */
  readonly kubeletUnit: readonly string[];
}

/** The API server takes these files: certificates, then keys. */
const certificateFlags = [
  'client-ca-file',
  'etcd-cafile',
  'etcd-certfile',
  'kubelet-certificate-authority',
  'kubelet-client-certificate',
  'proxy-client-cert-file',
  'requestheader-client-ca-file',
  'tls-cert-file',
];
const keyFlags = ['etcd-keyfile', 'kubelet-client-key', 'proxy-client-key-file', 'tls-private-key-file'];
const etcdCertificates = ['cert-file', 'peer-cert-file', 'trusted-ca-file', 'peer-trusted-ca-file'];
const etcdKeys = ['key-file', 'peer-key-file'];

const pki = '/etc/kubernetes/pki';

/** Files of CIS Kubernetes, sections 1.1 and 4.1: where arguments name none, where kubeadm puts them. */
export function kubernetesPaths(node: NodePaths): PathRule[] {
  const { components, manifests, manifestOf, kubeletFiles, clientAuthorities, kubeletUnit } = node;
  const named = (name: ComponentName, ...flags: string[]): string[] => pathsOf(components, name, ...flags);
  const or = (paths: readonly string[], ...usual: string[]): string[] => (paths.length > 0 ? [...paths] : usual);
  const manifest = (name: ComponentName): PathRule => ({
    role: `manifest of ${name}`,
    paths: unique([
      ...(manifestOf.get(name) ?? []),
      ...manifests.flatMap((folder) => [`${folder}/${name}.yaml`, `${folder}/${name}.json`]),
    ]),
  });
  const authorities = unique([...clientAuthorities, ...named('kubelet', 'client-ca-file')]);
  return [
    manifest('kube-apiserver'),
    manifest('kube-controller-manager'),
    manifest('kube-scheduler'),
    manifest('etcd'),
    { role: 'network plugin configuration', paths: [`${named('kubelet', 'cni-conf-dir')[0] ?? '/etc/cni/net.d'}/*`] },
    { role: 'etcd data', paths: or(named('etcd', 'data-dir'), '/var/lib/etcd') },
    {
      role: 'administrator kubeconfig',
      paths: ['/etc/kubernetes/admin.conf', '/etc/kubernetes/super-admin.conf'],
    },
    {
      role: 'kubeconfig of kube-scheduler',
      paths: or(named('kube-scheduler', 'kubeconfig'), '/etc/kubernetes/scheduler.conf'),
    },
    {
      role: 'kubeconfig of kube-controller-manager',
      paths: or(named('kube-controller-manager', 'kubeconfig'), '/etc/kubernetes/controller-manager.conf'),
    },
    { role: 'Kubernetes PKI', paths: [pki, `${pki}/**`] },
    {
      role: 'Kubernetes certificate',
      paths: unique([
        // Folders may be links, into which `**` does not go.
        `${pki}/*/*.crt`,
        `${pki}/**/*.crt`,
        ...named('kube-apiserver', ...certificateFlags),
        ...named('etcd', ...etcdCertificates),
      ]),
    },
    {
      role: 'Kubernetes key',
      paths: unique([
        `${pki}/*/*.key`,
        `${pki}/**/*.key`,
        ...named('kube-apiserver', ...keyFlags),
        ...named('kube-controller-manager', 'service-account-private-key-file', 'cluster-signing-key-file'),
        ...named('etcd', ...etcdKeys),
      ]),
    },
    {
      role: 'unit of kubelet',
      paths: or(
        kubeletUnit,
        '/etc/systemd/system/kubelet.service',
        '/usr/lib/systemd/system/kubelet.service',
        '/lib/systemd/system/kubelet.service',
        '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
        '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
      ),
    },
    {
      role: 'kubeconfig of kube-proxy',
      paths: unique([
        ...named('kube-proxy', 'kubeconfig'),
        '/etc/kubernetes/kube-proxy.conf',
        '/etc/kubernetes/proxy.conf',
        '/var/lib/kube-proxy/kubeconfig',
        '/var/lib/kube-proxy/kubeconfig.conf',
      ]),
    },
    {
      role: 'kubeconfig of kubelet',
      paths: or(named('kubelet', 'kubeconfig'), '/etc/kubernetes/kubelet.conf', '/var/lib/kubelet/kubeconfig'),
    },
    { role: 'authority of clients', paths: or(authorities, `${pki}/ca.crt`) },
    {
      role: 'configuration of kubelet',
      paths: [...kubeletFiles],
      // The kubelet may be another program's part, or be told of a file in a way that was not seen.
      ...(components.some(({ name }) => name === 'kubelet')
        ? {}
        : { absence: 'no kubelet was seen that would tell where its configuration is' }),
    },
  ];
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
