import { posix } from 'node:path';
import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import type { Severity } from '../../../model/severity.ts';

export interface HostPath {
  readonly path: Seen<string>;
  /** True only when every container that mounts it does so read-only. */
  readonly readOnly: boolean;
}

/** Every path of the host that a workload brings in, once each. */
export function hostPathsOf(workload: Workload): HostPath[] {
  const mounts = workload.containers.flatMap((container) => container.mounts);
  return workload.volumes.flatMap(({ name, hostPath }) => {
    if (hostPath === null) return [];
    const uses = mounts.filter(({ volume }) => volume === name || volume === hostPath.value);
    return [{ path: hostPath, readOnly: uses.length > 0 && uses.every(({ readOnly }) => readOnly.value === true) }];
  });
}

export interface HostVolume {
  readonly about: Fact<KubernetesObject>;
  readonly path: Seen<string>;
}

/** PersistentVolumes that are a path of a node (`hostPath`, `local`): Pods mount them by a claim, which does not show it. */
export function hostVolumesOf(objects: readonly Fact<KubernetesObject>[]): HostVolume[] {
  return objects.flatMap((about) => {
    if (about.value.kind !== 'PersistentVolume' || about.value.apiVersion !== 'v1') return [];
    const source = ['hostPath', 'local'].map((key) => about.value.root.down('spec', key)).find((at) => !at.empty);
    if (source === undefined) return [];
    const path = source.get('path');
    return [{ about, path: path.empty ? seen<string>(undefined, path.at, 'names no path') : path.string() }];
  });
}

interface Sensitive {
  readonly harm: string;
  readonly writable: Severity;
  readonly readOnly: Severity;
}

const control: Sensitive = {
  harm: 'who writes there runs programs as its root',
  writable: 'critical',
  readOnly: 'high',
};
const secrets: Sensitive = { harm: 'holds its keys and accounts', writable: 'critical', readOnly: 'high' };
const engines: Sensitive = {
  harm: 'holds the data and secrets of all containers',
  writable: 'critical',
  readOnly: 'high',
};

/** Folders of a Linux host that control it or hold its secrets; what lies below counts as well. */
const sensitivePaths: ReadonlyMap<string, Sensitive> = new Map([
  ['/etc', secrets],
  ['/root', secrets],
  ['/home', { ...secrets, readOnly: 'medium' }],
  ['/boot', control],
  ['/bin', { ...control, readOnly: 'low' }],
  ['/sbin', { ...control, readOnly: 'low' }],
  ['/lib', { ...control, readOnly: 'low' }],
  ['/lib64', { ...control, readOnly: 'low' }],
  ['/usr', { ...control, readOnly: 'low' }],
  ['/proc', { harm: 'shows and steers the kernel and all processes', writable: 'critical', readOnly: 'medium' }],
  ['/sys', { harm: 'steers the kernel and its devices', writable: 'critical', readOnly: 'medium' }],
  ['/dev', { harm: 'holds every device, disks and memory included', writable: 'critical', readOnly: 'high' }],
  ['/run', { harm: 'holds the sockets that steer it', writable: 'critical', readOnly: 'high' }],
  [
    '/var/lib/kubelet',
    { harm: 'holds the secrets of all Pods of the node', writable: 'critical', readOnly: 'critical' },
  ],
  ['/var/lib/etcd', { harm: 'holds every secret of the cluster', writable: 'critical', readOnly: 'critical' }],
  ['/var/lib/rancher', { harm: 'holds the keys of the cluster', writable: 'critical', readOnly: 'critical' }],
  ['/var/lib/k0s', { harm: 'holds the keys of the cluster', writable: 'critical', readOnly: 'critical' }],
  ['/var/lib/docker', engines],
  ['/var/lib/containerd', engines],
  ['/var/lib/containers', engines],
  ['/var/lib/cni', control],
  ['/var/spool/cron', control],
  ['/opt/cni', control],
  // A link put here is followed by the kubelet when logs are read.
  ['/var/log', { harm: 'links in it make the kubelet read any file', writable: 'high', readOnly: 'low' }],
]);

/** Files in these folders that many programs need and that hold nothing secret. */
const harmless = [
  '/etc/localtime',
  '/etc/timezone',
  '/etc/hostname',
  '/etc/os-release',
  '/usr/share',
  '/etc/ssl/certs',
  '/etc/pki/ca-trust',
];

/** Null for a path that is not known to be sensitive. */
export function sensitive(path: string): Sensitive | null {
  if (isOfProject(path)) return null;
  const real = normalize(path);
  if (real === '/') return { harm: 'the whole of it', writable: 'critical', readOnly: 'critical' };
  if (harmless.some((one) => within(real, one))) return null;
  for (const [folder, what] of sensitivePaths) if (within(real, folder)) return what;
  for (const [folder, what] of sensitivePaths)
    if (within(folder, real)) return { ...what, harm: `${folder} ${what.harm}` };
  return null;
}

const sockets: ReadonlyMap<string, string> = new Map([
  ['/run/docker.sock', 'Docker'],
  ['/run/docker/containerd/containerd.sock', 'containerd'],
  ['/run/containerd/containerd.sock', 'containerd'],
  ['/run/k3s/containerd/containerd.sock', 'containerd'],
  ['/run/crio/crio.sock', 'CRI-O'],
  ['/run/cri-dockerd.sock', 'cri-dockerd'],
  ['/run/dockershim.sock', 'dockershim'],
  ['/run/podman/podman.sock', 'Podman'],
  ['/run/buildkit/buildkitd.sock', 'BuildKit'],
]);
const socketNames: ReadonlyMap<string, string> = new Map(
  [...sockets].map(([path, runtime]): [string, string] => [posix.basename(path), runtime]),
);

/** The runtime whose socket is at or below a path; null when none is known to be. */
export function runtimeSocket(path: string): string | null {
  if (path.endsWith('docker_engine')) return 'Docker';
  if (isOfProject(path)) return socketNames.get(posix.basename(path)) ?? null;
  const real = normalize(path);
  const named = socketNames.get(posix.basename(real));
  if (named !== undefined) return named;
  for (const [socket, runtime] of sockets) if (within(socket, real)) return runtime;
  // Rootless engines keep theirs below the folder of their user.
  return /^\/run\/user(\/\d+)?(\/podman)?$/.test(real) ? 'a rootless engine' : null;
}

/**
 * The path, or unknown when it only leads up from the folder of a Compose project: the folder may
 * stand anywhere, so that `..` is a repository here and the root of the host there.
 */
export function standing(path: Seen<string>): Seen<string> {
  if (path.value === undefined || !/^\.\.(\/\.\.)*\/?$/.test(posix.normalize(path.value))) return path;
  return seen<string>(
    undefined,
    path.at,
    `${path.value} leads up from the project, and where that stands is not known`,
  );
}

/** `.` and `./data` lie in the folder of the Compose project, which holds what is deployed. */
function isOfProject(path: string): boolean {
  return /^\.(\/|$)/.test(path) && !/^\.\.(\/|$)/.test(posix.normalize(path));
}

/** `/var/run` is a link to `/run`, and `/var/lock` to `/run/lock`, on every current Linux. */
function normalize(path: string): string {
  // Whose home it is is not known where the environment does not say; it is somebody's.
  const rooted = path.replace(/^~(?=\/|$)/, '/home/~').replaceAll('\\', '/');
  const plain = posix
    .normalize(`/${rooted}`)
    .replace(/^\/+/, '/')
    .replace(/(?<=.)\/+$/, '');
  return plain.replace(/^\/var\/(run|lock)(?=\/|$)/, (_all, name: string) => (name === 'run' ? '/run' : '/run/lock'));
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
