import { readdir, readFile, readlink } from 'node:fs/promises';

/** Namespaces that a container may share with its host. */
export const namespaces = ['pid', 'ipc', 'net', 'uts', 'user'] as const;
export type NamespaceKind = (typeof namespaces)[number];

/** Files of one process under /proc, as text. What may not be read is undefined. */
export interface ProcessFiles {
  readonly pid: number;
  readonly status: string | undefined;
  readonly cgroup: string | undefined;
  readonly uidMap: string | undefined;
  /** Words of the command line. */
  readonly command: readonly string[] | undefined;
}

/** Process ids that this process can see, in order; empty where there is no /proc. */
export async function processIds(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

export async function processFiles(pid: number): Promise<ProcessFiles> {
  const [status, cgroup, uidMap, command] = await Promise.all([
    procText(`${pid}/status`),
    procText(`${pid}/cgroup`),
    procText(`${pid}/uid_map`),
    procText(`${pid}/cmdline`),
  ]);
  return { pid, status, cgroup, uidMap, command: command?.replace(/\0$/, '').split('\0') };
}

/** `pid:[4026531836]` and so on; a namespace that may not be read (it needs ptrace rights) is left out. */
export async function processNamespaces(pid: number | 'self'): Promise<Partial<Record<NamespaceKind, string>>> {
  const links = await Promise.all(
    namespaces.map(async (kind) => [kind, await readlink(`/proc/${pid}/ns/${kind}`).catch(() => undefined)] as const),
  );
  return Object.fromEntries(links.filter(([, link]) => link !== undefined));
}

/** The mount namespace of a process; undefined when it may not be read. */
export function mountNamespace(pid: number | 'self'): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined);
}

/** The file of a process's program; undefined when it may not be read. One that was replaced ends in ` (deleted)`. */
export function processExecutable(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/exe`).catch(() => undefined);
}

/** The AppArmor or SELinux label of a process; undefined when no such module is on or it may not be read. */
export async function processLabel(pid: number): Promise<string | undefined> {
  return (await procText(`${pid}/attr/current`))?.replace(/[\0\n]+$/, '').trim();
}

/** Inodes of the sockets that a process holds; undefined when they may not be listed. */
export async function processSockets(pid: number): Promise<Set<string> | undefined> {
  try {
    const names = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return undefined;
  }
}

/** When a process started, in milliseconds since the epoch (proc(5): field 22 of stat in ticks of 1/100 s). */
export async function processStart(pid: number): Promise<number | undefined> {
  const [stat, machine] = await Promise.all([procText(`${pid}/stat`), procText('stat')]);
  // The name in brackets may hold blanks and brackets itself.
  const ticks = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const boot = Number(/^btime (\d+)$/m.exec(machine ?? '')?.[1]);
  return Number.isFinite(ticks) && Number.isFinite(boot) ? boot * 1000 + ticks * 10 : undefined;
}

/** One file below /proc as text, at most 4 MB of it; undefined when it may not be read. */
export async function procText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(`/proc/${path}`)).subarray(0, 4 * 1024 * 1024).toString('utf8');
  } catch {
    return undefined;
  }
}
