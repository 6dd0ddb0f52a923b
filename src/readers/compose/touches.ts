const everything = ['*'];
const image = ['images', 'hardening', 'monitoring', 'runtime'];
const build = ['images', 'hardening'];
const security = ['runtime', 'hardening'];
const storage = ['runtime', 'hardening', 'monitoring'];
const reach = ['network', 'runtime', 'hardening'];
/** What a program does of itself: passwords, TLS, who may connect, where it logs to. */
const process = ['hardening/defaults', 'hardening/guides', 'monitoring', 'network/encryption', 'runtime/access'];
const logging = ['monitoring', 'hardening'];
const limits = ['runtime/isolation', 'hardening'];
const marks = ['network', 'monitoring', 'hardening'];
const life = ['hardening/practices', 'hardening/guides', 'hardening/management'];

/**
 * Every key that a service may have (Compose specification, and what the 2.x and 3.x formats had
 * beside it), with the aspects that could be answered wrongly while its value is not known.
 */
const serviceKeys: Readonly<Record<string, readonly string[]>> = {
  annotations: marks,
  attach: life,
  blkio_config: limits,
  build,
  cap_add: security,
  cap_drop: security,
  cgroup: security,
  cgroup_parent: security,
  command: process,
  configs: storage,
  container_name: life,
  cpu_count: limits,
  cpu_percent: limits,
  cpu_period: limits,
  cpu_quota: limits,
  cpu_rt_period: limits,
  cpu_rt_runtime: limits,
  cpu_shares: limits,
  cpus: limits,
  cpuset: limits,
  credential_spec: security,
  depends_on: life,
  deploy: [...limits, 'monitoring', 'network'],
  develop: life,
  device_cgroup_rules: security,
  devices: security,
  dns: reach,
  dns_opt: reach,
  dns_search: reach,
  domainname: life,
  driver_opts: reach,
  entrypoint: process,
  env_file: process,
  environment: process,
  expose: reach,
  extends: everything,
  external_links: reach,
  extra_hosts: reach,
  gpus: security,
  group_add: security,
  healthcheck: life,
  hostname: life,
  image,
  init: life,
  ipc: security,
  isolation: security,
  label_file: marks,
  labels: marks,
  links: reach,
  logging,
  mac_address: reach,
  mem_limit: limits,
  mem_reservation: limits,
  mem_swappiness: limits,
  memswap_limit: limits,
  models: marks,
  network_mode: reach,
  networks: reach,
  oom_kill_disable: limits,
  oom_score_adj: limits,
  pid: security,
  pids_limit: limits,
  platform: image,
  ports: reach,
  post_start: everything,
  pre_start: everything,
  pre_stop: everything,
  privileged: security,
  profiles: life,
  provider: everything,
  pull_policy: build,
  pull_refresh_after: build,
  read_only: security,
  restart: life,
  runtime: security,
  scale: life,
  secrets: storage,
  security_opt: security,
  shm_size: limits,
  stdin_open: life,
  stop_grace_period: life,
  stop_signal: life,
  storage_opt: limits,
  sysctls: security,
  tmpfs: storage,
  triggers: life,
  tty: life,
  ulimits: limits,
  umask: security,
  use_api_socket: storage,
  user: security,
  userns_mode: security,
  uts: security,
  volume_driver: storage,
  volumes: storage,
  volumes_from: storage,
  working_dir: life,
};

const sections: Readonly<Record<string, readonly string[]>> = {
  version: [],
  name: life,
  include: everything,
  services: everything,
  jobs: everything,
  networks: reach,
  volumes: storage,
  secrets: storage,
  configs: storage,
  models: marks,
};

/** Every key of a service that the specification knows. */
export const serviceKeyNames: readonly string[] = Object.keys(serviceKeys);

export function isServiceKey(key: string): boolean {
  return Object.hasOwn(serviceKeys, key);
}
export function isSection(key: string): boolean {
  return Object.hasOwn(sections, key);
}
/** Aspects that a key of a service can touch; everything for a key that is not known. */
export function touchesOfKey(key: string): readonly string[] {
  return isServiceKey(key) ? serviceKeys[key]! : everything;
}
/** Aspects that a top-level section can touch. */
export function touchesOfSection(key: string): readonly string[] {
  return isSection(key) ? sections[key]! : everything;
}
