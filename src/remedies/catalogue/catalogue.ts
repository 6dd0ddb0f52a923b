import type { Remedy } from '../remedy.ts';
import * as compose from './compose.ts';
import * as dockerfile from './dockerfile.ts';
import * as documents from './documents.ts';
import * as kubernetes from './kubernetes.ts';
import { Refusal } from '../refusal.ts';
import type { Change } from '../change.ts';
import type { WorkloadSubject } from '../remedy.ts';

/** What `docker` and the kubelet's own guides give as bounds; large enough to look back at a failure. */
const logBounds = { 'max-size': '10m', 'max-file': '3' };
const user = '10001:10001';

/** All remedies, in order of their checks. */
export const remedies: readonly Remedy[] = [
  {
    check: 'HRD-101',
    class: 'safe',
    does: 'Sets `privileged: false`.',
    mayBreak: 'A program that needs a device or a capability of the host; grant it by name.',
    kubernetes: (subject) => notPrivileged(subject, [...kubernetes.containerOf(subject), 'securityContext']),
    compose: (subject) => notPrivileged(subject, subject.pod),
  },
  {
    check: 'HRD-102',
    class: 'safe',
    does: 'Sets `allowPrivilegeEscalation: false`, in Compose `no-new-privileges:true`.',
    mayBreak: 'A program that becomes another user by a setuid file, such as sudo, su or ping.',
    kubernetes: kubernetes.ofSecurityContext('allowPrivilegeEscalation', false),
    compose: compose.noNewPrivileges,
  },
  {
    check: 'HRD-103',
    class: 'asked',
    does: 'Sets `runAsNonRoot: true`.',
    mayBreak: 'A container whose image names no user, or names it by a word: Kubernetes refuses to start it.',
    kubernetes(subject) {
      const { user: said } = subject.container?.value ?? {};
      if (said?.value !== undefined) throw new Refusal('NO_ANSWER', 'It names the user root itself: name another.');
      return kubernetes.ofSecurityContext('runAsNonRoot', true)(subject);
    },
  },
  {
    check: 'HRD-104',
    class: 'asked',
    does: 'Sets `readOnlyRootFilesystem: true`, in Compose `read_only: true`.',
    mayBreak: 'A program that writes to its own file system: give it a volume where it writes.',
    kubernetes: kubernetes.ofSecurityContext('readOnlyRootFilesystem', true),
    compose: compose.ofService(['read_only'], true),
  },
  {
    check: 'HRD-261',
    class: 'safe',
    does: 'Sets `live-restore` to true in daemon.json.',
    mayBreak: 'An engine in swarm mode: dockerd does not start with both.',
    document: documents.ofRoot(['live-restore'], true),
  },
  {
    check: 'HRD-262',
    class: 'asked',
    does: 'Sets `userland-proxy` to false in daemon.json.',
    mayBreak: 'Published ports on a host whose kernel has no hairpin NAT, or over IPv6 without ip6tables.',
    document: documents.ofRoot(['userland-proxy'], false),
  },
  {
    check: 'HRD-264',
    class: 'safe',
    does: 'Sets `no-new-privileges` to true in daemon.json.',
    mayBreak: 'Programs that become another user by a setuid file, such as sudo, in any container.',
    document: documents.ofRoot(['no-new-privileges'], true),
  },
  {
    check: 'HRD-265',
    class: 'safe',
    does: 'Sets `experimental` to false in daemon.json.',
    mayBreak: 'What uses features of the engine that are not finished, such as checkpoints.',
    document: documents.setting('experimental', false),
  },
  {
    check: 'HRD-301',
    class: 'asked',
    does: `Ends the last stage with \`USER ${user}\`.`,
    mayBreak: 'A program that writes to files of root, listens below port 1024, or looks its user up by name.',
    dockerfile: dockerfile.endingAs(user),
  },
  {
    check: 'HRD-305',
    class: 'safe',
    does: 'Writes COPY in place of ADD.',
    mayBreak: 'An archive that is not called like one: ADD unpacks it, and COPY does not.',
    dockerfile: dockerfile.copied,
  },
  {
    check: 'HRD-310',
    class: 'asked',
    does: 'Takes `--security=insecure` and `--network=host` from RUN.',
    mayBreak: 'A build step that mounts, or that reaches a service of the build host.',
    dockerfile: dockerfile.withoutFlags(['--security=insecure', '--network=host']),
  },
  {
    check: 'HRD-409',
    class: 'asked',
    does: 'Sets `stdin` and `tty` to false where they are true.',
    mayBreak: 'A shell that is attached to by `kubectl attach`, and a program that ends when its input does.',
    kubernetes: (subject) =>
      ['stdin', 'tty'].flatMap((key): Change[] => {
        const path = [...kubernetes.containerOf(subject), key];
        return subject.raw(path) === true ? [{ kind: 'set', path, value: false }] : [];
      }),
  },
  {
    check: 'HRD-414',
    class: 'safe',
    does: 'Names the key `serviceAccountName` in place of `serviceAccount`; where both stand, takes the old one away.',
    mayBreak: 'Nothing: Kubernetes reads both alike, and the new one where they differ.',
    kubernetes: ({ pod, raw }) => [
      raw([...pod, 'serviceAccountName']) === undefined
        ? { kind: 'rename', path: [...pod, 'serviceAccount'], to: 'serviceAccountName' }
        : { kind: 'remove', path: [...pod, 'serviceAccount'] },
    ],
  },
  {
    check: 'HRD-417',
    class: 'asked',
    does: 'Sets `imagePullPolicy: Always`.',
    mayBreak: 'A container on a node that cannot reach the registry when it starts.',
    kubernetes: (subject) => [
      { kind: 'set', path: [...kubernetes.containerOf(subject), 'imagePullPolicy'], value: 'Always' },
    ],
  },
  {
    check: 'HRD-440',
    class: 'asked',
    does: 'Takes `terminationGracePeriodSeconds: 0` away.',
    mayBreak: 'Whoever counts on Pods that are gone at once: they get 30 seconds to end.',
    kubernetes: ({ pod }) => [{ kind: 'remove', path: [...pod, 'terminationGracePeriodSeconds'] }],
  },
  {
    check: 'HRD-447',
    class: 'asked',
    does: 'Sets `failurePolicy: Fail` in place of `Ignore`.',
    mayBreak: 'Every request that the webhook is asked about, while it does not answer.',
    document: documents.setting('failurePolicy', 'Fail'),
  },
  {
    check: 'HRD-603',
    class: 'safe',
    does: 'Sets `log-level` to info and `debug` to false in daemon.json, where they say otherwise.',
    mayBreak: 'Nothing that runs; fewer or more lines in the log of dockerd.',
    document: ({ raw }) => [
      ...(raw(['debug']) === true ? [{ kind: 'set', path: ['debug'], value: false } as const] : []),
      ...(raw(['log-level']) === undefined ? [] : [{ kind: 'set', path: ['log-level'], value: 'info' } as const]),
    ],
  },
  {
    check: 'HRD-607',
    class: 'asked',
    does: 'Takes `cgroup-parent` from daemon.json.',
    mayBreak: 'Limits that were put on the control group it names.',
    document: () => [{ kind: 'remove', path: ['cgroup-parent'] }],
  },
  {
    check: 'MON-121',
    class: 'asked',
    does: 'Names the log driver `local` in place of `none`.',
    mayBreak: 'Nothing that runs; logs take up to 100 MB of the host for each container.',
    compose: compose.logDriver('local'),
  },
  {
    check: 'MON-122',
    class: 'asked',
    does: 'Bounds the log files: `max-size: 10m`, `max-file: "3"`.',
    mayBreak: 'Nothing that runs; logs older than 30 MB are gone.',
    compose: compose.boundedLogs(logBounds),
  },
  {
    check: 'MON-124',
    class: 'asked',
    does: 'Bounds the log files in daemon.json: `max-size` 10m, `max-file` 3; names the driver `local` in place of `none`.',
    mayBreak: 'Nothing that runs; logs older than 30 MB are gone.',
    document: documents.engineLogs('local', logBounds),
  },
  {
    check: 'NET-101',
    class: 'asked',
    does: 'Publishes the port on 127.0.0.1 only.',
    mayBreak: 'Whoever reaches the data store from another machine.',
    compose: compose.publishedOn('127.0.0.1'),
  },
  {
    check: 'NET-102',
    class: 'asked',
    does: 'Publishes the port on 127.0.0.1 only.',
    mayBreak: 'Whoever reaches the service from another machine without a proxy.',
    compose: compose.publishedOn('127.0.0.1'),
  },
  {
    check: 'NET-105',
    class: 'asked',
    does: 'Sets `icc` to false in daemon.json.',
    mayBreak: 'Containers on the default bridge that reach each other without a link.',
    document: documents.ofRoot(['icc'], false),
  },
  {
    check: 'NET-161',
    class: 'asked',
    does: 'Sets `iptables` to true in daemon.json.',
    mayBreak: 'A firewall of the host that was written to stand alone.',
    document: documents.setting('iptables', true),
  },
  {
    check: 'NET-181',
    class: 'asked',
    does: 'Sets `mtls.mode: STRICT` in place of a weaker mode.',
    mayBreak: 'Clients outside the mesh, which speak no mutual TLS.',
    document: documents.setting('mode', 'STRICT'),
  },
  {
    check: 'RUN-103',
    class: 'asked',
    does: 'Drops `ALL` capabilities.',
    mayBreak:
      'A program that changes owners, listens below port 1024 or becomes another user: add back what it fails without.',
    kubernetes: kubernetes.dropping('ALL'),
    compose: compose.dropping('ALL'),
  },
  {
    check: 'RUN-104',
    class: 'asked',
    does: 'Drops `NET_RAW`.',
    mayBreak: 'Tools that send their own packets, such as ping without its own setting, and tcpdump.',
    kubernetes: kubernetes.dropping('NET_RAW'),
    compose: compose.dropping('NET_RAW'),
    coveredBy: 'RUN-103',
  },
  {
    check: 'RUN-121',
    class: 'safe',
    does: 'Sets `hostPID: false`; in Compose takes `pid: host` away.',
    mayBreak: 'A program that watches processes of the host.',
    kubernetes: kubernetes.ofPodSpec('hostPID', false),
    compose: compose.withoutKey('pid', 'host'),
  },
  {
    check: 'RUN-122',
    class: 'safe',
    does: 'Sets `hostIPC: false`; in Compose takes `ipc: host` away.',
    mayBreak: 'A program that shares memory with one of the host.',
    kubernetes: kubernetes.ofPodSpec('hostIPC', false),
    compose: compose.withoutKey('ipc', 'host'),
  },
  {
    check: 'RUN-123',
    class: 'asked',
    does: 'Sets `hostNetwork: false`; in Compose takes `network_mode: host` away.',
    mayBreak: 'Whoever reaches the program at an address of the host: publish its ports, or put a Service before it.',
    kubernetes: kubernetes.ofPodSpec('hostNetwork', false),
    compose: compose.withoutKey('network_mode', 'host'),
  },
  {
    check: 'RUN-124',
    class: 'safe',
    does: 'Takes `uts: host` away.',
    mayBreak: 'A program that sets the name of the host.',
    compose: compose.withoutKey('uts', 'host'),
  },
  {
    check: 'RUN-130',
    class: 'asked',
    does: 'Sets `hostUsers: false`.',
    mayBreak: 'A Pod on a node without user namespaces, or one that shares namespaces or volumes with the host.',
    kubernetes(subject) {
      const { hostNetwork, hostPid, hostIpc } = subject.workload;
      // The API server takes no Pod that has a user namespace of its own and one of these of the host.
      if (![hostNetwork, hostPid, hostIpc].every(({ value }) => value === false))
        throw new Refusal(
          'OTHER_CHECK',
          'The Pod shares a namespace of the host: fix RUN-121, RUN-122 or RUN-123 first.',
        );
      return kubernetes.ofPodSpec('hostUsers', false)(subject);
    },
  },
  {
    check: 'RUN-133',
    class: 'asked',
    does: 'Sets `pids_limit: 512`, or `pids` of `deploy.resources.limits` where that is written.',
    mayBreak: 'A program with more than 512 processes and threads.',
    compose: compose.limitingProcesses(512),
  },
  {
    check: 'RUN-151',
    class: 'safe',
    does: 'Sets the seccomp profile `RuntimeDefault` in place of `Unconfined`; in Compose takes `seccomp=unconfined` away.',
    mayBreak: 'A program that needs one of the system calls that the default profile refuses.',
    kubernetes(subject) {
      kubernetes.refusePrivileged(subject);
      if (subject.outcome.verdict === 'unknown')
        throw new Refusal('OTHER_CHECK', 'It names no profile: the remedy of RUN-152 does.');
      return kubernetes.insteadOf(['type'], 'RuntimeDefault')(subject);
    },
    compose: compose.withoutOption('seccomp', 'unconfined'),
  },
  {
    check: 'RUN-152',
    class: 'asked',
    does: 'Sets `seccompProfile: { type: RuntimeDefault }`.',
    mayBreak: 'A program that needs one of the system calls that the default profile refuses.',
    kubernetes(subject) {
      const ofPod = subject.raw([...subject.pod, 'securityContext', 'seccompProfile']);
      if (ofPod === undefined) kubernetes.refusePrivilegedAlone(subject);
      else kubernetes.refusePrivileged(subject);
      const said = subject.at.at(-1) === 'type' && subject.raw(subject.at) !== undefined;
      return said
        ? kubernetes.insteadOf(['type'], 'RuntimeDefault')(subject)
        : [
            {
              kind: 'set',
              path: [...kubernetes.containerOf(subject), 'securityContext', 'seccompProfile', 'type'],
              value: 'RuntimeDefault',
            },
          ];
    },
    compose: compose.withoutOption('seccomp', 'unconfined'),
  },
  {
    check: 'RUN-153',
    class: 'safe',
    does: 'Sets the AppArmor profile `RuntimeDefault` in place of `Unconfined`; in Compose takes `apparmor=unconfined` away.',
    mayBreak: 'A program that does what the default profile refuses, such as to mount.',
    kubernetes(subject) {
      const field = subject.at.at(-1) === 'type';
      return field
        ? kubernetes.insteadOf(['type'], 'RuntimeDefault')(subject)
        : kubernetes.insteadOf([String(subject.at.at(-1))], 'runtime/default')(subject);
    },
    compose: compose.withoutOption('apparmor', 'unconfined'),
  },
  {
    check: 'RUN-154',
    class: 'safe',
    does: 'Takes `label=disable` away.',
    mayBreak: 'A program that reads files of the host whose SELinux label is not that of containers.',
    compose: compose.withoutOption('label', 'disable'),
  },
  {
    check: 'RUN-155',
    class: 'safe',
    does: 'Sets `procMount: Default`; in Compose takes `systempaths=unconfined` away.',
    mayBreak: 'A program that runs containers inside the container.',
    kubernetes: kubernetes.insteadOf(['procMount'], 'Default'),
    compose: compose.withoutOption('systempaths', 'unconfined'),
  },
  {
    check: 'RUN-186',
    class: 'asked',
    does: 'Sets `automountServiceAccountToken: false`.',
    mayBreak: 'A program that talks to the API server.',
    kubernetes: kubernetes.ofPodSpec('automountServiceAccountToken', false),
  },
  {
    check: 'RUN-402',
    class: 'asked',
    does: 'Sets `shareProcessNamespace: false`.',
    mayBreak: 'A container that sends signals to, or looks at, processes of another one of its Pod.',
    kubernetes: kubernetes.ofPodSpec('shareProcessNamespace', false),
  },
];

/** Windows has no switch of that name: there a HostProcess container counts as privileged. */
function notPrivileged({ at, raw }: WorkloadSubject, holder: readonly (string | number)[]): Change[] {
  if (at.at(-1) !== 'privileged')
    throw new Refusal('NO_ANSWER', 'A HostProcess container of Windows has no other form.');
  const path = [...holder, 'privileged'];
  if (raw(path) === undefined) throw new Refusal('ELSEWHERE');
  return [{ kind: 'set', path, value: false }];
}

const needsPerson =
  'what stands here must be taken as known: it has to be changed where it is used, and moved by a person';

/** Checks without a remedy whose reason is more than that it depends on the program. */
export const withoutRemedy: Readonly<Record<string, string>> = {
  'HRD-106': 'only who knows the program can say what shows that it works',
  'HRD-108': 'which namespace is meant is not in the file',
  'HRD-201': needsPerson,
  'HRD-202': needsPerson,
  'HRD-204': needsPerson,
  'HRD-281': 'it gathers controls; each has a check of its own, and some of these have a remedy',
  'HRD-282': 'it gathers controls; each has a check of its own, and some of these have a remedy',
  'HRD-302': needsPerson,
  'HRD-303': 'the checksum of what is downloaded is not in the file',
  'HRD-304': 'the certificate or key that is missing has to be put into the image first',
  'HRD-307': 'only who knows the program can say what shows that it works',
  'HRD-309': 'it needs another file, a .dockerignore, and only its owner knows what the build uses',
  'IMG-102': 'which version is meant is not in the file',
  'IMG-103': 'the digest is not in the file: it has to be asked at the registry',
  'IMG-104': 'which version is meant is not in the file',
  'IMG-105': 'the digest is not in the file: it has to be asked at the registry',
  'IMG-107': 'the digest is not in the file: it has to be asked at the registry',
  'IMG-108': 'the checksum is not in the file: it has to be asked at the source',
  'RUN-101': 'whether the program works without the capability is not in the file',
  'RUN-102': 'whether the program works without the capability is not in the file',
  'RUN-131': 'how much memory the program needs is not in the file',
  'RUN-132': 'how much processor time the program needs is not in the file',
};
