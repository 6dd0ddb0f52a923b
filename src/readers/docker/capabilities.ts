/** Linux capabilities by number, without `CAP_` (include/uapi/linux/capability.h). */
const names = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP',
  'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER',
  'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE',
  'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP',
  'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF',
  'CHECKPOINT_RESTORE',
]; // prettier-ignore

/** What Docker gives a container that is neither privileged nor told otherwise (moby, oci/caps/defaults.go). */
const dockerDefault = [
  'CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP',
  'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE',
]; // prettier-ignore

/**
 * Names of the bits of a mask in hexadecimal, as in `CapBnd`. A bit that has no name here yet is `CAP_41`,
 * so that a new kernel's capability is not lost.
 *
 * @returns undefined when it is no mask
 */
export function capabilityNames(mask: string): string[] | undefined {
  if (!/^[0-9a-f]{1,16}$/i.test(mask)) return undefined;
  const bits = BigInt(`0x${mask}`);
  const held: string[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if ((bits >> BigInt(bit)) & 1n) held.push(names[bit] ?? `CAP_${bit}`);
  }
  return held;
}

/** `cap_net_admin`, `NET_ADMIN` and `CAP_NET_ADMIN` are the same to Docker; `ALL` stays. */
export function normaliseCapability(written: string): string {
  return written.toUpperCase().replace(/^CAP_/, '');
}

/** What the configuration grants (moby, oci/caps/utils.go TweakCapabilities). `ALL` stands for every one. */
export function grantedCapabilities(
  privileged: boolean,
  added: readonly string[],
  dropped: readonly string[],
): ReadonlySet<string> {
  if (privileged) return new Set(names);
  const kept = dropped.includes('ALL') ? [] : added.includes('ALL') ? names : dockerDefault;
  const granted = new Set(kept.filter((name) => !dropped.includes(name)));
  for (const name of added) if (name !== 'ALL') granted.add(name);
  if (dropped.includes('ALL') && added.includes('ALL')) return new Set(names);
  return granted;
}
