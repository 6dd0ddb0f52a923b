import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Seen } from '../model/seen.ts';

export const hostFileTypes = ['file', 'folder', 'socket', 'device', 'pipe', 'absent'] as const;
export type HostFileType = (typeof hostFileTypes)[number];

/**
 * A file of a host that a guide speaks of. There is one fact for each file of a role that is there; one
 * of type `absent` when all its places were looked at and hold none; and one without a type, which says
 * why, where one of them could not be looked at.
 */
export interface HostFile {
  /** What it is for, in words: `daemon.json`, `registry certificate`. The subject's kind is the same. */
  readonly role: string;
  /** As a process of that host would open it. */
  readonly path: string;
  /** Where symbolic links lead; `path` itself where there are none. Of that file everything below speaks. */
  readonly target: Seen<string>;
  readonly type: Seen<HostFileType>;
  /** Permission bits with setuid, setgid and sticky: `0o644`. Undefined value when absent. */
  readonly mode: Seen<number>;
  /** Undefined value when absent. */
  readonly owner: Seen<HostIdentity>;
  readonly group: Seen<HostIdentity>;
  readonly at: Evidence;
}

export interface HostIdentity {
  readonly id: number;
  /** From the host's own /etc/passwd or /etc/group; undefined when they have none. */
  readonly name: string | undefined;
}

/** `root`, or the number of a user that has no name there. */
export function nameOfIdentity({ id, name }: HostIdentity): string {
  return name ?? String(id);
}

export const hostFile = defineFact<HostFile>('host-file');
