import type { Severity } from '../../../model/severity.ts';

/**
 * The capabilities that Docker and containerd give a container that asks for none (moby
 * daemon/pkg/oci/caps, containerd pkg/oci). CRI-O gives fewer, never more.
 */
export const runtimeDefault: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** What Pod Security's baseline lets a container add: the runtime's default without NET_RAW. */
export const baseline: ReadonlySet<string> = new Set([...runtimeDefault].filter((name) => name !== 'NET_RAW'));

/** Capabilities by which a process takes over the host, or other containers on it (capabilities(7)), and how. */
export const takeover: ReadonlyMap<string, { readonly severity: Severity; readonly harm: string }> = new Map([
  ['ALL', { severity: 'critical', harm: 'every capability there is' }],
  ['SYS_ADMIN', { severity: 'critical', harm: 'mounts, namespaces and most of what root may do' }],
  ['SYS_MODULE', { severity: 'critical', harm: 'loads code into the kernel' }],
  ['SYS_PTRACE', { severity: 'critical', harm: 'reads and writes the memory of other processes' }],
  ['SYS_RAWIO', { severity: 'critical', harm: 'reads and writes physical memory and ports' }],
  ['DAC_READ_SEARCH', { severity: 'critical', harm: 'opens any file of the host by its handle' }],
  ['BPF', { severity: 'critical', harm: 'loads programs into the kernel' }],
  ['PERFMON', { severity: 'critical', harm: 'watches kernel and other processes' }],
  ['SYS_BOOT', { severity: 'critical', harm: 'reboots the host or loads another kernel' }],
  ['MAC_ADMIN', { severity: 'critical', harm: 'changes the mandatory access control that confines it' }],
  ['MAC_OVERRIDE', { severity: 'critical', harm: 'ignores the mandatory access control that confines it' }],
  ['NET_ADMIN', { severity: 'high', harm: 'changes interfaces, routes and firewall of its network namespace' }],
  ['SYS_TIME', { severity: 'high', harm: 'sets the clock of the host' }],
  ['SYSLOG', { severity: 'high', harm: 'reads kernel addresses and messages' }],
  ['CHECKPOINT_RESTORE', { severity: 'high', harm: 'writes process state outside the usual checks' }],
  ['LINUX_IMMUTABLE', { severity: 'high', harm: 'changes files that were made immutable' }],
  ['AUDIT_CONTROL', { severity: 'high', harm: 'switches the audit of the kernel off' }],
]);

/** `CAP_net_raw` and `NET_RAW` are one capability. */
export function capabilityName(written: string): string {
  return written.toUpperCase().replace(/^CAP_/, '');
}

/**
 * Whether the bounding set that Docker makes of what was asked holds a capability (moby
 * caps.TweakCapabilities). A privileged container gets all, whatever it drops; `ALL` added counts
 * before `ALL` dropped.
 */
export function mayHold(
  name: string,
  asked: { readonly privileged: boolean; readonly added: readonly string[]; readonly dropped: readonly string[] },
): boolean {
  const added = asked.added.map(capabilityName);
  const dropped = asked.dropped.map(capabilityName);
  if (asked.privileged) return true;
  if (added.includes('ALL')) return !dropped.includes(name);
  if (added.includes(name)) return true;
  return runtimeDefault.has(name) && !dropped.includes('ALL') && !dropped.includes(name);
}
