import { containersIn, statusFields } from '../formats/proc/process.ts';
import { processFiles, processIds, type ProcessFiles } from './proc.ts';

/** The processes of this machine, as far as this user sees them. */
export interface Processes {
  readonly processes: readonly Running[];
  /** False where /proc hides the processes of others (hidepid), or there is none. */
  readonly complete: boolean;
}

export interface Running {
  readonly pid: number;
  readonly name: string;
  readonly command: readonly string[];
  /** Ids of the containers around it, outermost first. */
  readonly containers: readonly string[];
  /** Effective user as this process sees it. */
  readonly user: number;
}

/** Reads /proc once; a process that ends meanwhile is left out. */
export async function runningProcesses(): Promise<Processes> {
  const processes: Running[] = [];
  const ids = await processIds();
  for (let start = 0; start < ids.length; start += 64) {
    const files = await Promise.all(ids.slice(start, start + 64).map((pid) => processFiles(pid)));
    processes.push(...files.flatMap((one) => running(one) ?? []));
  }
  return { processes, complete: processes.some(({ pid }) => pid === 1) };
}

function running({ pid, status, cgroup, command }: ProcessFiles): Running | undefined {
  if (status === undefined || cgroup === undefined || command === undefined) return undefined;
  const fields = statusFields(status);
  // Threads of the kernel have no program: they are children of kthreadd, process 2 of the first PID namespace.
  if (fields.get('Kthread') === '1' || fields.get('PPid') === '2') return undefined;
  const user = Number(/^\d+\s+(\d+)/.exec(fields.get('Uid') ?? '')?.[1]);
  return { pid, name: fields.get('Name') ?? '', command, containers: containersIn(cgroup), user };
}

/** Effective users of all processes of a container; undefined when some may not have been seen. */
export function usersOf(host: Processes, container: string): number[] | undefined {
  if (!host.complete) return undefined;
  const users = host.processes.filter(({ containers }) => containers.includes(container)).map(({ user }) => user);
  return users.every((user) => Number.isInteger(user)) ? users : undefined;
}
