import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';

/** One program that runs on the host, seen in /proc: engines, kubelets, sensors, log shippers, audit daemons. */
export interface HostProcess {
  readonly pid: number;
  /** The kernel's name of it, at most 15 characters. */
  readonly name: string;
  /** Words of its command line, the program first. */
  readonly command: readonly string[];
  /** Id of the container it runs in; null on the host itself. */
  readonly container: string | null;
  /** Effective user id; undefined when it was not seen. */
  readonly user?: number;
  /** The program's file; undefined when it may not be read (another user's process) or was not asked for. */
  readonly executable?: string;
  /** Of etcd alone its variables `ETCD_…`, which count as flags; undefined when they were not seen. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly at: Evidence;
}

export const hostProcess = defineFact<HostProcess>('host-process');
