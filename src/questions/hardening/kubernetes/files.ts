import type { HostFile } from '../../../facts/host-file.ts';
import type { Fact } from '../../../model/fact.ts';

/** What the benchmark asks of a file of a node, by its role (the paths are in src/readers/host/kubernetes-paths.ts). */
export interface FileDemand {
  readonly role: string;
  /** The item that speaks of its mode, and the most that may be allowed. */
  readonly mode?: { readonly item: string; readonly most: number };
  readonly owner?: { readonly item: string; readonly name: 'root' | 'etcd' };
  /** The benchmark asks it of nodes that have the file: without one it passes. */
  readonly mayBeAbsent?: true;
}

const owned = (item: string): FileDemand['owner'] => ({ item, name: 'root' });
const closed = (item: string): FileDemand['mode'] => ({ item, most: 0o600 });
const readable = (item: string): FileDemand['mode'] => ({ item, most: 0o644 });

function demand(role: string, mode: FileDemand['mode'], owner: FileDemand['owner'], mayBeAbsent?: true): FileDemand {
  return {
    role,
    ...(mode === undefined ? {} : { mode }),
    ...(owner === undefined ? {} : { owner }),
    ...(mayBeAbsent === undefined ? {} : { mayBeAbsent }),
  };
}

const plugins = 'network plugin configuration';

/** CIS Kubernetes 1.1 and 4.1. */
export const fileDemands: readonly FileDemand[] = [
  demand('manifest of kube-apiserver', closed('1.1.1'), owned('1.1.2')),
  demand('manifest of kube-controller-manager', closed('1.1.3'), owned('1.1.4')),
  demand('manifest of kube-scheduler', closed('1.1.5'), owned('1.1.6')),
  demand('manifest of etcd', closed('1.1.7'), owned('1.1.8')),
  demand(plugins, closed('1.1.9'), owned('1.1.10')),
  demand('etcd data', { item: '1.1.11', most: 0o700 }, { item: '1.1.12', name: 'etcd' }),
  demand('administrator kubeconfig', closed('1.1.13'), owned('1.1.14')),
  demand('kubeconfig of kube-scheduler', closed('1.1.15'), owned('1.1.16')),
  demand('kubeconfig of kube-controller-manager', closed('1.1.17'), owned('1.1.18')),
  demand('Kubernetes PKI', undefined, owned('1.1.19')),
  demand('Kubernetes certificate', readable('1.1.20'), undefined),
  demand('Kubernetes key', closed('1.1.21'), undefined),
  demand('unit of kubelet', closed('4.1.1'), owned('4.1.2')),
  demand('kubeconfig of kube-proxy', closed('4.1.3'), owned('4.1.4'), true),
  demand('kubeconfig of kubelet', closed('4.1.5'), owned('4.1.6')),
  demand('authority of clients', readable('4.1.7'), owned('4.1.8')),
  demand('configuration of kubelet', closed('4.1.9'), owned('4.1.10'), true),
];

const byRole = new Map(fileDemands.map((one) => [one.role, one]));

/** Each file of a node with what is asked of it. */
export function* demandedFiles(
  files: readonly Fact<HostFile>[],
): Generator<{ readonly file: Fact<HostFile>; readonly demand: FileDemand }> {
  for (const file of files) {
    const demanded = byRole.get(file.value.role);
    // Packages leave an empty file to keep the folder; no plugin reads what begins with a dot.
    if (file.value.role === plugins && /\/\.[^/]*$/.test(file.value.path)) continue;
    if (demanded !== undefined) yield { file, demand: demanded };
  }
}

/** `0644` */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
