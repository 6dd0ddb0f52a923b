import { defineFact } from '../model/fact.ts';
import type { About, Fact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Located } from '../model/located.ts';
import type { Seen } from '../model/seen.ts';

/** Who runs it; defaults and meanings differ, so checks may ask. */
export type Orchestrator = 'kubernetes' | 'compose' | 'docker';

/**
 * One thing that runs containers: a Pod or Pod template, a Compose service, a Docker container.
 * Every `Seen` is filled by every collector; `value: undefined` says the source did not say.
 */
export interface Workload {
  readonly orchestrator: Orchestrator;
  readonly name: string;
  readonly namespace?: string;
  /** Labels of the Pod (template), service or container. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Share the host's namespace of this kind. */
  readonly hostPid: Seen<boolean>;
  readonly hostIpc: Seen<boolean>;
  readonly hostNetwork: Seen<boolean>;
  readonly hostUts: Seen<boolean>;
  /** True when a user namespace maps root of the container to another user of the host. */
  readonly userNamespace: Seen<boolean>;
  /** Kubernetes only; undefined value elsewhere. */
  readonly serviceAccount: Seen<string>;
  readonly serviceAccountToken: Seen<boolean>;
  /** Names of the networks it joins (Compose, Docker); empty in Kubernetes. */
  readonly networks: Seen<readonly string[]>;
  /** Compose and Docker only: the Compose project it belongs to; undefined when nothing names one. */
  readonly project?: Seen<string>;
  /** Compose and Docker only: whose network it uses. */
  readonly networkMode?: Seen<NetworkMode>;
  /** Compose and Docker only: how it is joined to each of `networks`, where its source tells. */
  readonly attachments?: Seen<readonly Attachment[]>;
  /** Compose and Docker only: containers or services that it is linked to, by the names of the source. */
  readonly links?: Seen<readonly string[]>;
  /** Compose only: how many containers are made of it. */
  readonly replicas?: Seen<number>;
  readonly volumes: readonly Volume[];
  readonly containers: readonly Container[];
  /**
   * The Pod spec as it was read, Kubernetes only: for settings that few checks ask for, and that would
   * cost every ask if each were made a `Seen`.
   */
  readonly pod?: Located;
  /** What holds that spec, and the metadata of the Pod beside it: the Pod itself, or a Pod template. */
  readonly template?: Located;
  /** The whole object that holds it: the Pod itself, or the controller. */
  readonly object?: Located;
  /** The place of the object as a whole. */
  readonly at: Evidence;
}

/**
 * The networks of `networks`, none at all, the host's, that of the engine with this name, or those of
 * another service of the project or of another container.
 */
export type NetworkMode =
  | { readonly type: 'networks' | 'none' | 'host' }
  | { readonly type: 'network' | 'service' | 'container'; readonly name: string };

/** One network that a container is on. */
export interface Attachment {
  readonly network: string;
  /** Names that others on this network find it by. */
  readonly aliases: readonly string[];
  /** Without prefix; empty when the engine has given none yet. */
  readonly addresses: readonly string[];
  readonly at: Evidence;
}

export interface Volume {
  readonly name: string;
  /** `hostPath`, `emptyDir`, `secret`, `configMap`, `persistentVolumeClaim`, `named`, `tmpfs`, `other: …`. */
  readonly kind: string;
  /** Absolute path on the host, for `hostPath` (bind mounts included). */
  readonly hostPath: Seen<string> | null;
  /** The reference of an `image` volume: files of an image, mounted without running it. */
  readonly image?: Seen<string>;
  readonly at: Evidence;
}

export interface Mount {
  /** The volume's name; for a bind mount the host path itself. */
  readonly volume: string;
  readonly target: string;
  readonly readOnly: Seen<boolean>;
  /** `private`, `rprivate`, `shared`, `rshared`, `slave`, `rslave`; undefined when not said. */
  readonly propagation: Seen<string>;
  readonly at: Evidence;
}

export interface Port {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Port on the host, null when it is not published there. */
  readonly hostPort: number | null;
  /** Address of the host it is bound to; `0.0.0.0` and `::` are all. Null when not published. */
  readonly hostAddress: string | null;
  /** True when the source names no address, so that the default of the network or the engine applies. */
  readonly addressByDefault?: boolean;
  readonly at: Evidence;
}

export interface EnvironmentVariable {
  readonly name: string;
  /** A literal, or undefined when it comes from elsewhere (see `from`). */
  readonly value: Seen<string>;
  /** `secret`, `configMap`, `field`, `file`, `host`: where the value comes from when it is no literal. */
  readonly from: string | null;
}

/** Seccomp or AppArmor: what is applied. `default` is the runtime's own profile. */
export type Confinement =
  | { readonly type: 'unconfined' }
  | { readonly type: 'default' }
  | { readonly type: 'custom'; readonly profile: string };

export interface SeLinux {
  /** True when labelling is switched off. */
  readonly disabled: boolean;
  readonly user?: string;
  readonly role?: string;
  readonly type?: string;
  readonly level?: string;
}

export interface Logging {
  /** `json-file`, `local`, `none`, `syslog`, `fluentd`, `journald`, … */
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  readonly disabled: boolean;
  /** What is run or asked, for people. */
  readonly test: string;
}

/** A program that `docker exec` started in a container. */
export interface ContainerExec {
  /** Words of its command line. */
  readonly command: readonly string[];
  readonly privileged: boolean;
  /** As it was named: `root`, `0`, `1000:1000`; empty for the container's own user. */
  readonly user: string;
  readonly at: Evidence;
}

export interface Container {
  readonly name: string;
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
  /** The reference as written. Undefined when the service is only built. */
  readonly image: Seen<string>;
  readonly privileged: Seen<boolean>;
  /** True when a process may gain more rights than its parent (no `no_new_privs`). */
  readonly allowPrivilegeEscalation: Seen<boolean>;
  /** Names without `CAP_`, upper case, `ALL` possible; as asked for on top of the runtime's default. */
  readonly capabilitiesAdded: Seen<readonly string[]>;
  readonly capabilitiesDropped: Seen<readonly string[]>;
  /** What the kernel says the process holds (bounding set), running stage only. */
  readonly capabilitiesHeld: Seen<readonly string[]>;
  /** Numeric id or name of the user, `0` and `root` being root. Undefined: the image decides. */
  readonly user: Seen<string>;
  readonly group: Seen<string>;
  /** True when the runtime refuses to start it as root. */
  readonly runAsNonRoot: Seen<boolean>;
  readonly readOnlyRoot: Seen<boolean>;
  readonly seccomp: Seen<Confinement>;
  readonly appArmor: Seen<Confinement>;
  readonly seLinux: Seen<SeLinux>;
  /** `Default` or `Unmasked`: whether /proc and /sys are masked. */
  readonly procMount: Seen<'Default' | 'Unmasked'>;
  readonly sysctls: Seen<readonly { readonly name: string; readonly value: string }[]>;
  readonly devices: Seen<readonly string[]>;
  /** Bytes; cores; processes. Zero means no limit; undefined: not said. */
  readonly memoryLimit: Seen<number>;
  readonly cpuLimit: Seen<number>;
  readonly pidsLimit: Seen<number>;
  readonly memoryRequest: Seen<number>;
  readonly cpuRequest: Seen<number>;
  readonly mounts: readonly Mount[];
  readonly ports: readonly Port[];
  readonly environment: readonly EnvironmentVariable[];
  readonly command: Seen<readonly string[]>;
  readonly arguments: Seen<readonly string[]>;
  readonly health: Seen<HealthCheck>;
  /** `no`, `always`, `unless-stopped`, `on-failure` with optional `:N`, or Kubernetes' words. */
  readonly restart: Seen<string>;
  /** Undefined when the engine's or node's default applies and is not known. */
  readonly logging: Seen<Logging>;
  /** `Always`, `IfNotPresent`, `Never`. */
  readonly pullPolicy: Seen<string>;
  /** Docker and Compose only: the control group it is put in; empty for the engine's own choice. */
  readonly cgroupParent?: Seen<string>;
  /** Docker and Compose only: `nofile=1024:2048`, -1 for no limit; empty for those of the engine. */
  readonly ulimits?: Seen<readonly string[]>;
  /** Docker only, running stage: programs that were started beside its own and still run. */
  readonly execs?: Seen<readonly ContainerExec[]>;
  /** Host process id, running stage only. */
  readonly pid: Seen<number>;
  /** The container as it was read, Kubernetes only; see `Workload.pod`. */
  readonly spec?: Located;
  readonly at: Evidence;
}

export const workload = defineFact<Workload>('workload');

/** A container with whom it belongs to: what most checks walk. */
export interface ContainerOf extends About {
  readonly container: Container;
  readonly workload: Workload;
}

const walked = new WeakMap<readonly Fact<Workload>[], readonly ContainerOf[]>();

/** Every container of every workload, init, sidecar and ephemeral ones included. */
export function containersOf(workloads: readonly Fact<Workload>[]): readonly ContainerOf[] {
  // Some thirty checks walk the same list, and their outcomes share its subjects.
  let containers = walked.get(workloads);
  if (containers === undefined) {
    containers = workloads.flatMap(({ subject, stage, value }) =>
      value.containers.map((container) => ({
        subject: { ...subject, container: container.name },
        stage,
        container,
        workload: value,
      })),
    );
    walked.set(workloads, containers);
  }
  return containers;
}

/**
 * True for a Pod of Windows, where users by number, capabilities, seccomp, AppArmor, SELinux, /proc and
 * the like do not exist: a check of these has nothing to say of it. `os.name` decides at admission
 * (since 1.25); a nodeSelector keeps it off every other node.
 */
export function isWindows({ pod }: Workload): boolean {
  if (pod === undefined) return false;
  if (!pod.lacks('os')) return pod.down('os', 'name').value === 'windows';
  if (pod.lacks('nodeSelector')) return false;
  const selector = pod.get('nodeSelector');
  return ['kubernetes.io/os', 'beta.kubernetes.io/os'].some((label) => selector.get(label).value === 'windows');
}

const linux = new WeakMap<readonly Fact<Workload>[], readonly ContainerOf[]>();

/** `containersOf` without those of Windows. */
export function linuxContainersOf(workloads: readonly Fact<Workload>[]): readonly ContainerOf[] {
  let containers = linux.get(workloads);
  if (containers === undefined) {
    const all = containersOf(workloads);
    // Nearly always there are none, and the same list is given.
    containers = workloads.some(({ value }) => isWindows(value))
      ? all.filter(({ workload: owner }) => !isWindows(owner))
      : all;
    linux.set(workloads, containers);
  }
  return containers;
}

/**
 * Where a path inside a container lies on its host: below the deepest mount of a host path. Null when it
 * is not on the host, or that is not known.
 */
export function hostPathOf(path: string, { container, workload: owner }: ContainerOf): string | null {
  if (!path.startsWith('/')) return null;
  const bare = (folder: string): string => folder.replace(/\/+$/, '');
  const deepest = container.mounts
    .filter(({ target }) => path === bare(target) || path.startsWith(`${bare(target)}/`))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
  const from = owner.volumes.find(({ name }) => name === deepest?.volume)?.hostPath?.value;
  // A mount of one part of the volume leads elsewhere than to its top.
  const parts = container.spec
    ?.get('volumeMounts')
    .items()
    .filter((at) => at.get('mountPath').value === deepest?.target);
  if (parts?.some((at) => !at.get('subPath').empty || !at.get('subPathExpr').empty)) return null;
  return deepest === undefined || from === undefined ? null : `${bare(from)}${path.slice(bare(deepest.target).length)}`;
}
