import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A Docker engine and the host it runs on, as far as it can be seen. */
export interface Engine {
  /** The address it was asked at: `unix:///var/run/docker.sock`, `tcp://…:2376`. */
  readonly address: string;
  readonly version: Seen<string>;
  readonly apiVersion: Seen<string>;
  readonly containerdVersion: Seen<string>;
  readonly runcVersion: Seen<string>;
  readonly kernelVersion: Seen<string>;
  readonly operatingSystem: Seen<string>;
  /** Entries of SecurityOptions: `name=seccomp,profile=builtin`, `name=userns`, `name=rootless`. */
  readonly securityOptions: Seen<readonly string[]>;
  readonly rootless: Seen<boolean>;
  readonly userNamespaces: Seen<boolean>;
  readonly liveRestore: Seen<boolean>;
  readonly loggingDriver: Seen<string>;
  readonly loggingOptions: Seen<Readonly<Record<string, string>>>;
  readonly insecureRegistries: Seen<readonly string[]>;
  readonly authorizationPlugins: Seen<readonly string[]>;
  readonly experimental: Seen<boolean>;
  readonly swarmActive: Seen<boolean>;
  readonly userlandProxy: Seen<boolean>;
  readonly noNewPrivileges: Seen<boolean>;
  readonly interContainer: Seen<boolean>;
  readonly iptables: Seen<boolean>;
  /** Rules for IPv6 as well. */
  readonly ip6tables?: Seen<boolean>;
  /** dockerd switches the forwarding of packets on. */
  readonly ipForward?: Seen<boolean>;
  /** Published ports may be reached at the address of the container too (Engine 28.2 and later). */
  readonly allowDirectRouting?: Seen<boolean>;
  /** `iptables`, `nftables`, or with firewalld `iptables+firewalld`. */
  readonly firewallBackend?: Seen<string>;
  /** Address that ports of the default bridge are published on when none is named: `0.0.0.0`. */
  readonly defaultAddress?: Seen<string>;
  /** Addresses it listens on: `unix:///var/run/docker.sock`, `tcp://0.0.0.0:2375`. */
  readonly listens: Seen<readonly string[]>;
  /** True when every TCP address demands a client certificate. */
  readonly tlsVerify: Seen<boolean>;
  /** `debug`, `info`, `warn`, `error`, `fatal`. */
  readonly logLevel: Seen<string>;
  /** `overlay2`, `vfs`, `aufs`, `devicemapper`. */
  readonly storageDriver: Seen<string>;
  /** `dm.basesize=20G` and so on. */
  readonly storageOptions: Seen<readonly string[]>;
  /** Ulimits that containers get which name none: `nofile=1024:2048`. */
  readonly defaultUlimits: Seen<readonly string[]>;
  /** Control group that containers are put in; empty for dockerd's own choice. */
  readonly cgroupParent: Seen<string>;
  /** Folder of images, containers and volumes: `/var/lib/docker`. */
  readonly dataRoot: Seen<string>;
  readonly holds: Seen<EngineHolds>;
  /** Undefined where swarm mode is off (see `swarmActive`), or when only its managers could tell. */
  readonly swarm: Seen<Swarm>;
  /** File mode of the socket (0o660), its owner and group ids. */
  readonly socketMode: Seen<number>;
  readonly socketOwner: Seen<{ readonly uid: number; readonly gid: number }>;
  readonly at: Evidence;
}

/** How many of each an engine keeps. */
export interface EngineHolds {
  readonly images: number;
  /** Images that a container, running or not, was made of. */
  readonly imagesUsed: number;
  readonly containers: number;
  readonly running: number;
}

/** What a manager tells of its swarm. */
export interface Swarm {
  readonly managers: Seen<number>;
  readonly nodes: Seen<number>;
  /** Managers ask for a key after a restart. */
  readonly autoLock: Seen<boolean>;
  /** How long the certificate of a node is valid, in days. */
  readonly nodeCertificateDays: Seen<number>;
}

export const engine = defineFact<Engine>('engine');
