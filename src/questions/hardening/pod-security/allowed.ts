/** What the Pod Security Standards allow (kubernetes.io/docs/concepts/security/pod-security-standards), version by version. */
export const baselineCapabilities: ReadonlySet<string> = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

/** The empty type is the runtime's own choice. */
export const seLinuxTypes: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);
/** Engines that run in a Pod have a type of their own. */
export const seLinuxTypesSince31: ReadonlySet<string> = new Set([...seLinuxTypes, 'container_engine_t']);

/** Kernel settings that belong to the container alone. */
export const sysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
]);
export const sysctlsSince27: ReadonlySet<string> = new Set([...sysctls, 'net.ipv4.ip_local_reserved_ports']);
export const sysctlsSince29: ReadonlySet<string> = new Set([
  ...sysctlsSince27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);
export const sysctlsSince32: ReadonlySet<string> = new Set([
  ...sysctlsSince29,
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);
export const sysctlsSince37: ReadonlySet<string> = new Set([
  ...sysctlsSince32,
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
]);
/** Volume sources of restricted, in every version: what a version did not know, its API server did not take. */
export const restrictedVolumes: ReadonlySet<string> = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
);

/** The other volume sources of the API (core/v1 VolumeSource). */
export const otherVolumes: ReadonlySet<string> = new Set(
  `awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs
  hostPath iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume`.split(/\s+/),
);
