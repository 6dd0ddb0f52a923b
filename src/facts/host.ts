import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

/** A machine whose files were looked at: the one that Plimsoll runs on, or a root file system of another. */
export interface Host {
  /** True for the running host. A root file system says nothing of what runs, is loaded or is mounted. */
  readonly live: boolean;
  /** Name of the operating system, from os-release: `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: Seen<string>;
  /** What is mounted where; of a root file system, what its fstab says that would be. */
  readonly mounts: Seen<readonly HostMount[]>;
  /** Undefined when other sources than /etc/group may add groups or members (nsswitch.conf). */
  readonly groups: Seen<readonly HostGroup[]>;
  /** TCP and UDP sockets that wait for peers, in the network namespace of the engine, if one runs, else of Plimsoll. */
  readonly listeners: Seen<readonly HostListener[]>;
  readonly at: Evidence;
}

export interface HostMount {
  /** `/var/lib/docker` */
  readonly point: string;
  /** `ext4`, `tmpfs`, `overlay`. */
  readonly type: string;
  /** What is mounted: `/dev/sda2`, `tmpfs`; `none` where there is no such thing. */
  readonly from: string;
  /** Options of the mount and of its file system: `ro`, `nosuid`, `noexec`. */
  readonly options: readonly string[];
  readonly at: Evidence;
}

export interface HostGroup {
  readonly name: string;
  readonly id: number;
  /** Users named by the group, and users whose own group it is, each once. */
  readonly members: readonly string[];
  readonly at: Evidence;
}

export interface HostListener {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0` and `::` are every address. */
  readonly address: string;
  readonly port: number;
  readonly at: Evidence;
}

export const host = defineFact<Host>('host');
