import type { Workload } from '../../facts/workload.ts';
import { containersIn, isInitialNamespace, statusFields } from '../../formats/proc/process.ts';
import { namespaces, processFiles, processLabel, processNamespaces } from '../../io/proc.ts';
import { usersOf, type Processes } from '../../io/processes.ts';
import type { Fact } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import { withKernel } from '../../readers/docker/kernel.ts';
import { source } from './engine-gaps.ts';

export type KernelLook =
  /** The process was gone: the container ended or restarted meanwhile. */
  | { readonly seen: 'gone' }
  /** No process here that is the container's: the engine runs elsewhere, or /proc hides it. */
  | { readonly seen: 'elsewhere'; readonly because: string }
  | { readonly seen: 'here'; readonly fact: Fact<Workload>; readonly gaps: readonly Gap[] };

/**
 * Puts the kernel's word over a running container's configuration. That PID here is the process of
 * the container is proven by its cgroup, which carries the container's id and is read last: were the
 * number given to another process meanwhile, it would not.
 */
export async function lookAtKernel(
  from: Fact<Workload>,
  id: string,
  pid: number,
  host: Processes,
): Promise<KernelLook> {
  const { status, uidMap } = await processFiles(pid);
  if (status === undefined) return { seen: 'gone' };
  const [own, label] = await Promise.all([processNamespaces(pid), processLabel(pid)]);
  const outside = await runtimeNamespaces(status, id);
  const [self, { cgroup }] = await Promise.all([processNamespaces('self'), processFiles(pid)]);
  if (cgroup === undefined) return { seen: 'gone' };
  if (!containersIn(cgroup).includes(id)) {
    return { seen: 'elsewhere', because: `process ${pid} of this machine does not belong to it` };
  }
  const fact = withKernel(from, {
    pid,
    status,
    // Ids in uid_map are told in the terms of whoever reads it.
    uidMap: isInitialNamespace('user', self.user) ? uidMap : undefined,
    namespaces: own,
    hostNamespaces: outside,
    label,
    users: usersOf(host, id),
  });
  const missing = namespaces.filter(
    (kind) => own[kind] === undefined || (outside[kind] === undefined && !isInitialNamespace(kind, own[kind])),
  );
  const gaps: Gap[] = [];
  if (missing.length > 0) {
    gaps.push({
      code: 'PROCESS_UNREADABLE',
      source,
      subject: `container ${from.value.name}`,
      because: `this user may not see the ${missing.join(', ')} namespaces of process ${pid}`,
      toKnow: 'Run as root on the host of the engine.',
      touches: ['runtime/isolation'],
      at: { source, file: `/proc/${pid}/ns` },
    });
  }
  return { seen: 'here', fact, gaps };
}

/** A container's first process is started by its shim, which stays in the namespaces that count as the host's. */
async function runtimeNamespaces(status: string, id: string): Promise<Record<string, string>> {
  const parent = Number(statusFields(status).get('PPid'));
  if (!Number.isInteger(parent) || parent <= 0) return {};
  const [found, { cgroup }] = await Promise.all([processNamespaces(parent), processFiles(parent)]);
  return cgroup === undefined || containersIn(cgroup).includes(id) ? {} : found;
}
