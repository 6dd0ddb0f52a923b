import type { Plain } from '../real/kubernetes-client.ts';

/** A Pod as it is sent to the API server. */
export interface SentPod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: Plain;
  readonly spec: Plain;
}

/**
 * Names what a Pod has to name, and takes out what the API server refuses in a Pod for reasons other
 * than Pod Security (validation of core/v1 PodSpec): settings that exclude each other.
 */
export function makeValid(drawn: SentPod): SentPod {
  const pod = structuredClone(drawn);
  const { spec } = pod;
  const lists: [string, Plain[]][] = [
    ['init', spec.initContainers ?? []],
    ['main', spec.containers],
    ['debug', spec.ephemeralContainers ?? []],
  ];
  for (const [role, list] of lists) {
    for (const [at, one] of list.entries())
      Object.assign(one, { name: `${role}-${at}`, image: 'registry.example/web:1.2.3' });
  }
  const containers = lists.flatMap(([, list]) => list);
  if (spec.os?.name === 'windows') keepWindows(spec, containers);
  else if (spec.os?.name === 'linux')
    for (const one of [spec, ...containers]) delete one.securityContext?.windowsOptions;
  // Namespaces of the host and a user namespace of its own exclude each other.
  if (spec.hostUsers === false) for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) delete spec[key];
  alikeHostProcess(spec, containers);
  for (const { securityContext } of containers) if (securityContext) fitTogether(securityContext, spec);
  for (const [at, volume] of (spec.volumes ?? []).entries()) volume.name = `volume-${at}`;
  for (const one of spec.initContainers ?? []) {
    // Only those that stay have probes and hooks.
    if (one.restartPolicy !== 'Always')
      for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle']) delete one[key];
  }
  for (const one of containers) if (one.lifecycle) handlersOnly(one.lifecycle);
  numberPorts(spec, containers);
  fitSysctls(spec);
  fitAnnotations(pod, containers);
  return pod;
}

const notOfWindows = {
  spec: ['hostUsers', 'hostPID', 'hostIPC'],
  pod: 'appArmorProfile seLinuxOptions seccompProfile fsGroup sysctls runAsUser runAsGroup supplementalGroups'.split(
    ' ',
  ),
  container:
    'appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged allowPrivilegeEscalation procMount runAsUser runAsGroup'.split(
      ' ',
    ),
};

function keepWindows(spec: Plain, containers: readonly Plain[]): void {
  for (const key of notOfWindows.spec) delete spec[key];
  for (const key of notOfWindows.pod) delete spec.securityContext?.[key];
  for (const { securityContext } of containers) for (const key of notOfWindows.container) delete securityContext?.[key];
}

/** All containers are processes of the host or none is, and they share its network. */
function alikeHostProcess(spec: Plain, containers: readonly Plain[]): void {
  const options = [spec, ...containers].flatMap((one) => one.securityContext?.windowsOptions ?? []);
  const said = options.find((one) => typeof one.hostProcess === 'boolean')?.hostProcess;
  for (const one of options) if (typeof one.hostProcess === 'boolean') one.hostProcess = said;
  if (said !== true) return;
  const whole = typeof spec.securityContext?.windowsOptions?.hostProcess === 'boolean';
  if (spec.hostUsers === false) delete spec.hostUsers;
  spec.hostNetwork = true;
  if (whole) return;
  for (const one of containers) one.securityContext = { ...one.securityContext, windowsOptions: { hostProcess: true } };
}

function fitTogether(security: Plain, spec: Plain): void {
  const adds: unknown[] = security.capabilities?.add ?? [];
  if (security.allowPrivilegeEscalation === false && (security.privileged === true || adds.includes('CAP_SYS_ADMIN')))
    delete security.allowPrivilegeEscalation;
  if (security.procMount === 'Unmasked' && spec.hostUsers !== false) delete security.procMount;
}

function handlersOnly(lifecycle: Plain): void {
  for (const key of ['postStart', 'preStop']) if (lifecycle[key] === null) delete lifecycle[key];
}

/** No port of the host is taken twice, and with its network both numbers are one. */
function numberPorts(spec: Plain, containers: readonly Plain[]): void {
  let next = 8000;
  for (const one of containers) {
    for (const port of one.ports ?? []) {
      port.containerPort = next++;
      if (typeof port.hostPort === 'number' && port.hostPort !== 0) port.hostPort = port.containerPort;
      if (port.hostPort === undefined) delete port.hostPort;
    }
  }
}

/** Settings of a namespace that the Pod shares with the host may not be named. */
function fitSysctls(spec: Plain): void {
  const all: { name: string }[] | null | undefined = spec.securityContext?.sysctls;
  if (!all) return;
  spec.securityContext.sysctls = all.filter(
    ({ name }) =>
      !(spec.hostNetwork === true && name.startsWith('net')) && !(spec.hostIPC === true && name.startsWith('kernel')),
  );
}

/** An annotation and the field of the same thing must say the same; what AppArmor takes is checked. */
function fitAnnotations({ metadata, spec }: SentPod, containers: readonly Plain[]): void {
  const all: Record<string, string> | null | undefined = metadata.annotations;
  if (!all) return;
  const holders = new Map([['pod', spec], ...containers.map((one): [string, Plain] => [one.name, one])]);
  for (const [key, value] of Object.entries(all)) {
    const name = key.slice(key.indexOf('/') + 1);
    const security = holders.get(name)?.securityContext;
    const isAppArmor = key.includes('apparmor');
    const field = security?.[isAppArmor ? 'appArmorProfile' : 'seccompProfile'];
    const unfit = isAppArmor
      ? !holders.has(name) || value === 'docker/default' || value === ''
      : value === '' || !/^(runtime\/default|docker\/default|unconfined|localhost\/)/.test(value);
    if (field || unfit) delete all[key];
  }
}
