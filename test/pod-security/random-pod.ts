/** Random Pods over every field that the Pod Security Standards speak of: absent, empty, null, usual and odd. */
import fc from 'fast-check';
import type { Plain } from '../real/kubernetes-client.ts';
import { makeValid, type SentPod } from './make-valid.ts';
import { anyVolume } from './random-volume.ts';

/** Mostly absent, sometimes null, which the API server reads alike. */
function maybe(value: fc.Arbitrary<Plain>, of = 5): fc.Arbitrary<Plain> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: of * 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: value },
  );
}

/** A mapping of these keys, those that are absent left out. */
function mapping(keys: Readonly<Record<string, fc.Arbitrary<Plain>>>): fc.Arbitrary<Plain> {
  return fc
    .record(keys)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));
}

const bool = fc.boolean();
const userId = fc.constantFrom(0, 1, 1000, 65_534, 2_147_483_647);

const profile = fc.constantFrom<Plain>(
  { type: 'RuntimeDefault' },
  { type: 'Unconfined' },
  { type: 'Localhost', localhostProfile: 'profiles/own.json' },
);

const seLinuxOptions = mapping({
  type: maybe(
    fc.constantFrom(
      '',
      'container_t',
      'container_init_t',
      'container_kvm_t',
      'container_engine_t',
      'container_engine_t',
      'spc_t',
      'Container_t',
    ),
    1,
  ),
  user: maybe(fc.constantFrom('', 'system_u', 'user_u'), 3),
  role: maybe(fc.constantFrom('', 'system_r'), 3),
  level: maybe(fc.constantFrom('', 's0:c123,c456'), 2),
});

const capabilityNames = fc.constantFrom(
  ...'ALL all AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
  ...'NET_RAW NET_ADMIN SYS_ADMIN SYS_TIME CAP_CHOWN CAP_NET_RAW chown net_bind_service BPF'.split(' '),
  '',
);
const capabilities = mapping({
  add: maybe(fc.array(capabilityNames, { maxLength: 3 }), 1),
  drop: maybe(
    fc.oneof(fc.constant(['ALL']), fc.array(fc.constantFrom('ALL', 'all', 'NET_RAW', 'CHOWN'), { maxLength: 3 })),
    1,
  ),
});

const windowsOptions = mapping({
  hostProcess: maybe(bool, 1),
  runAsUserName: maybe(fc.constantFrom('ContainerUser', 'ContainerAdministrator'), 2),
});

/** Keys that a securityContext of a Pod and of a container share. */
const shared = {
  runAsNonRoot: maybe(bool, 3),
  runAsUser: maybe(userId, 4),
  runAsGroup: maybe(userId, 8),
  seccompProfile: maybe(profile, 3),
  appArmorProfile: maybe(profile, 4),
  seLinuxOptions: maybe(seLinuxOptions, 3),
  windowsOptions: maybe(windowsOptions, 8),
};

const sysctlNames = fc.constantFrom(
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'net/ipv4/tcp_syncookies',
  'net.core.somaxconn',
  'kernel.msgmax',
);
const sysctls = fc
  .oneof(
    sysctlNames.map((name) => [name]),
    fc.uniqueArray(sysctlNames, { maxLength: 3 }),
  )
  .map((names) => names.map((name) => ({ name, value: '1' })));

const podContext = mapping({
  ...shared,
  sysctls: maybe(sysctls, 1),
  fsGroup: maybe(userId, 8),
  supplementalGroups: maybe(fc.array(userId, { maxLength: 2 }), 8),
});

const containerContext = mapping({
  ...shared,
  privileged: maybe(bool, 3),
  allowPrivilegeEscalation: maybe(bool, 2),
  capabilities: maybe(capabilities, 2),
  procMount: maybe(fc.constantFrom('Default', 'Unmasked'), 3),
  readOnlyRootFilesystem: maybe(bool, 8),
});

const port = fc.record({ hostPort: maybe(fc.constantFrom(0, 80, 8080), 1) });
const host = maybe(fc.constantFrom('', '127.0.0.1', '10.0.0.1', 'metadata.internal', '::1'), 1);
const handler = fc.oneof(
  host.map((name) => ({ httpGet: { port: 80, ...(name === undefined ? {} : { host: name }) } })),
  host.map((name) => ({ tcpSocket: { port: 80, ...(name === undefined ? {} : { host: name }) } })),
  fc.constant({ exec: { command: ['true'] } }),
);

const container = mapping({
  securityContext: fc.oneof(
    { weight: 1, arbitrary: maybe(fc.constant({}), 1) },
    { weight: 6, arbitrary: containerContext },
  ),
  ports: maybe(fc.array(port, { maxLength: 2 }), 3),
  livenessProbe: maybe(handler, 8),
  readinessProbe: maybe(handler, 8),
  startupProbe: maybe(handler, 8),
  lifecycle: maybe(mapping({ postStart: maybe(handler, 1), preStop: maybe(handler, 1) }), 6),
});
const initContainer = fc.record({ container, sidecar: bool }).map(({ container: own, sidecar }) => ({
  ...own,
  ...(sidecar ? { restartPolicy: 'Always' } : {}),
}));

const annotationValue = fc.constantFrom('runtime/default', 'docker/default', 'unconfined', 'localhost/profile', '');
/** Of the Pod, of its first containers, and of one that is not there. */
const annotations = fc
  .record({
    pod: maybe(annotationValue, 2),
    seccomp: fc.array(maybe(annotationValue, 1), { maxLength: 3 }),
    appArmor: fc.array(maybe(annotationValue, 1), { maxLength: 2 }),
    other: maybe(fc.constant('unconfined'), 2),
  })
  .map(({ pod, seccomp, appArmor, other }) => {
    const names = ['main-0', 'init-0', 'main-1'];
    const seccompOf = 'container.seccomp.security.alpha.kubernetes.io';
    const entries: [string, Plain][] = [
      ['seccomp.security.alpha.kubernetes.io/pod', pod],
      [`${seccompOf}/not-there`, other],
      ...seccomp.map((value, at): [string, Plain] => [`${seccompOf}/${names[at]}`, value]),
      ...appArmor.map((value, at): [string, Plain] => [
        `container.apparmor.security.beta.kubernetes.io/${names[at]}`,
        value,
      ]),
    ];
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
  });

const spec = mapping({
  os: maybe(fc.constantFrom({ name: 'linux' }, { name: 'windows' }, { name: 'linux' }), 3),
  hostUsers: maybe(bool, 2),
  hostPID: maybe(bool, 8),
  hostIPC: maybe(bool, 8),
  hostNetwork: maybe(bool, 6),
  securityContext: fc.oneof({ weight: 1, arbitrary: maybe(fc.constant({}), 1) }, { weight: 5, arbitrary: podContext }),
  volumes: maybe(fc.array(anyVolume, { maxLength: 3 }), 2),
  initContainers: maybe(fc.array(initContainer, { maxLength: 2 }), 2),
  containers: fc.array(container, { minLength: 1, maxLength: 2 }),
});

/** What restricted asks for, under what was drawn: else hardly one of these Pods would pass it. */
function harden(pod: Plain, byPod: boolean): Plain {
  const asked = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const own = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...(byPod ? {} : asked) };
  const of = (one: Plain): Plain => ({ ...one, securityContext: { ...own, ...one.securityContext } });
  return {
    ...pod,
    ...(byPod ? { securityContext: { ...asked, ...pod.securityContext } } : {}),
    ...(Array.isArray(pod.initContainers) ? { initContainers: pod.initContainers.map(of) } : {}),
    containers: pod.containers.map(of),
  };
}

/** Pods that the API server takes, nearly all. */
export const randomPod: fc.Arbitrary<SentPod> = fc
  .record({
    annotations: maybe(annotations, 1),
    spec,
    hardened: fc.constantFrom('not', 'by pod', 'by container'),
  })
  .map(({ annotations: said, spec: drawn, hardened }) => {
    const full = hardened === 'not' ? drawn : harden(drawn, hardened === 'by pod');
    const metadata = { name: 'web', ...(said === undefined ? {} : { annotations: said }) };
    return makeValid({ apiVersion: 'v1', kind: 'Pod', metadata, spec: full });
  });

/** The same Pod with ephemeral containers, as the subresource of a stored Pod takes them. */
export function withEphemeral(pod: SentPod, contexts: readonly Plain[]): SentPod {
  const ephemeralContainers = contexts.map((securityContext) => ({ securityContext }));
  return makeValid({ ...pod, spec: { ...pod.spec, ephemeralContainers } });
}

/** A securityContext of a container, without what all containers of a Pod must have alike. */
export const randomContext: fc.Arbitrary<Plain> = containerContext.map(({ windowsOptions: _all, ...own }) => own);
