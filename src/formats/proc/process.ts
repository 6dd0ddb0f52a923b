/** Fields of /proc/PID/status by name (proc(5)). */
export function statusFields(status: string): ReadonlyMap<string, string> {
  const lines = status.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
  return new Map(lines);
}

/** Inodes of the namespaces that the kernel starts with (include/linux/proc_ns.h, since Linux 3.8). */
const initial: Readonly<Record<string, string>> = {
  ipc: 'ipc:[4026531839]',
  uts: 'uts:[4026531838]',
  user: 'user:[4026531837]',
  pid: 'pid:[4026531836]',
};

/** True when this is the namespace that the kernel itself began with. */
export function isInitialNamespace(kind: string, link: string | undefined): boolean {
  return link !== undefined && initial[kind] === link;
}

/**
 * Ids of the containers that a process runs in, from /proc/PID/cgroup, the outermost first; more than
 * one where an engine runs inside a container. Empty on the host itself.
 */
export function containersIn(cgroup: string): string[] {
  return [...new Set(cgroup.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g))];
}
