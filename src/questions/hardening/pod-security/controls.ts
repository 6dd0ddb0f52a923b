import {
  seLinuxTypes,
  seLinuxTypesSince31,
  sysctls as safe,
  sysctlsSince27,
  sysctlsSince29,
  sysctlsSince32,
  sysctlsSince37,
} from './allowed.ts';
import {
  addedCapabilities,
  appArmor,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seccomp,
  seccompAnnotations,
  seLinux,
  sysctls,
  windowsHostProcess,
} from './baseline.ts';
import type { Rule } from './findings.ts';
import { allDropped, privilegeEscalation, runAsNonRoot, runAsUser, seccompSet, volumeTypes } from './restricted.ts';
import { bitsOf, everything, type Setting } from './settings.ts';
import { latest, type Level, type Minor } from './version.ts';

/** A control of the Pod Security Standards in all its versions. */
export interface Control {
  /** Id of the check that judges it alone, for audits; stable for ever, as those of all checks. */
  readonly check: string;
  /** Without its level; the same name may stand at both: `seccomp`. */
  readonly name: string;
  readonly level: Level;
  /** What it demands, as the good case, in our own words. */
  readonly title: string;
  /** What a person does about it; ends in a full stop. */
  readonly remedy: string;
  /** From each of these minors on, in rising order; before the first there is no such control. */
  readonly rules: readonly (readonly [Minor, Rule])[];
  /** Settings without any of which it cannot be broken. Absent: it demands some. */
  readonly concerns?: readonly Setting[];
  /** Of restricted: the control of baseline that it takes the place of. */
  readonly replaces?: string;
}

/** A control at one version. */
export interface ControlAt {
  readonly control: Control;
  /** `baseline/privileged` */
  readonly id: string;
  readonly rule: Rule;
  /** Bits of what it concerns: a Pod that sets none of it passes. */
  readonly concerns: number;
}

/** Pods that say of themselves that they are Windows have no such settings (since 1.25). */
const unlessWindows =
  (rule: Rule): Rule =>
  (pod, found) => {
    if (pod.windows === undefined)
      found.doubting({ from: pod.self, steps: ['spec', 'os'], why: 'os.name is not understood' }, () =>
        rule(pod, found),
      );
    else if (pod.windows) found.excusing(() => rule(pod, found));
    else rule(pod, found);
  };

/** Root of a user namespace is nobody on the host (since 1.35). */
const unlessUserNamespace =
  (rule: Rule): Rule =>
  (pod, found) => {
    if (pod.userNamespace === undefined)
      found.doubting({ from: pod.self, steps: ['spec', 'hostUsers'], why: 'hostUsers is not true or false' }, () =>
        rule(pod, found),
      );
    else if (pod.userNamespace) found.excusing(() => rule(pod, found));
    else rule(pod, found);
  };

/**
 * Every control, and in which version of Kubernetes it came and changed: the documentation of the
 * standards, and the API server of 1.37, which knows them all (test/pod-security asks it).
 */
export const controls: readonly Control[] = [
  {
    check: 'PSS-101',
    name: 'windows-host-process',
    level: 'baseline',
    title: 'No container is a process of a Windows host',
    remedy: 'Remove `windowsOptions.hostProcess`.',
    concerns: ['windowsOptions'],
    rules: [[0, windowsHostProcess]],
  },
  {
    check: 'PSS-102',
    name: 'host-namespaces',
    level: 'baseline',
    title: 'No namespace of the host is shared',
    remedy: 'Remove `hostPID`, `hostIPC` and `hostNetwork`.',
    concerns: ['hostPID', 'hostIPC', 'hostNetwork'],
    rules: [[0, hostNamespaces]],
  },
  {
    check: 'PSS-103',
    name: 'privileged',
    level: 'baseline',
    title: 'No container is privileged',
    remedy: 'Remove `privileged`, and add the one capability that is used.',
    concerns: ['privileged'],
    rules: [[0, privileged]],
  },
  {
    check: 'PSS-104',
    name: 'capabilities',
    level: 'baseline',
    title: 'Added capabilities stay within the usual ones',
    remedy: 'Remove the capability from `capabilities.add`.',
    concerns: ['capabilities'],
    rules: [[0, addedCapabilities]],
  },
  {
    check: 'PSS-105',
    name: 'host-path-volumes',
    level: 'baseline',
    title: 'No path of the host is a volume',
    remedy: 'Use a volume of another kind: `emptyDir`, `configMap`, `persistentVolumeClaim`.',
    concerns: ['volumes'],
    rules: [[0, hostPathVolumes]],
  },
  {
    check: 'PSS-106',
    name: 'host-ports',
    level: 'baseline',
    title: 'No port of the host is taken',
    remedy: 'Remove `hostPort` (and `hostNetwork`), and reach the Pod by a Service.',
    concerns: ['ports'],
    rules: [[0, hostPorts]],
  },
  {
    check: 'PSS-107',
    name: 'host-probes',
    level: 'baseline',
    title: 'Probes and hooks ask the Pod itself',
    remedy: 'Remove `host` from the probe or hook: it then asks the Pod.',
    concerns: ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'],
    rules: [[34, hostProbes]],
  },
  {
    check: 'PSS-108',
    name: 'apparmor',
    level: 'baseline',
    title: 'AppArmor is not switched off',
    remedy: 'Set `appArmorProfile.type` to `RuntimeDefault` or `Localhost`, and remove the annotation.',
    concerns: ['appArmorProfile', 'annotations'],
    rules: [[0, appArmor]],
  },
  {
    check: 'PSS-109',
    name: 'selinux',
    level: 'baseline',
    title: 'SELinux types are container types; user and role are unset',
    remedy: 'Remove `user` and `role` from `seLinuxOptions`, and use a type for containers.',
    concerns: ['seLinuxOptions'],
    rules: [
      [0, seLinux(seLinuxTypes)],
      [31, seLinux(seLinuxTypesSince31)],
    ],
  },
  {
    check: 'PSS-110',
    name: 'proc-mount',
    level: 'baseline',
    title: '/proc is masked as usual',
    remedy: 'Remove `procMount`.',
    concerns: ['procMount'],
    rules: [
      [0, procMount],
      [35, unlessUserNamespace(procMount)],
    ],
  },
  {
    check: 'PSS-111',
    name: 'seccomp',
    level: 'baseline',
    title: 'Seccomp is not switched off',
    remedy: 'Set `seccompProfile.type` to `RuntimeDefault` or `Localhost`.',
    concerns: ['seccompProfile', 'annotations'],
    rules: [
      [0, seccompAnnotations],
      [19, seccomp],
    ],
  },
  {
    check: 'PSS-112',
    name: 'sysctls',
    level: 'baseline',
    title: 'Only safe kernel settings are changed',
    remedy: 'Remove the setting, or set it on the host for all.',
    concerns: ['sysctls'],
    rules: [
      [0, sysctls(safe)],
      [27, sysctls(sysctlsSince27)],
      [29, sysctls(sysctlsSince29)],
      [32, sysctls(sysctlsSince32)],
      [37, sysctls(sysctlsSince37)],
    ],
  },
  {
    check: 'PSS-201',
    name: 'volume-types',
    level: 'restricted',
    title: 'Volumes are of safe kinds',
    remedy: 'Put the volume behind a `persistentVolumeClaim`, or use one that holds no path of the host.',
    concerns: ['volumes'],
    rules: [[0, volumeTypes]],
    replaces: 'host-path-volumes',
  },
  {
    check: 'PSS-202',
    name: 'privilege-escalation',
    level: 'restricted',
    title: 'Gaining of privileges is switched off',
    remedy: 'Set `allowPrivilegeEscalation: false` for each container.',
    rules: [
      [8, privilegeEscalation],
      [25, unlessWindows(privilegeEscalation)],
    ],
  },
  {
    check: 'PSS-203',
    name: 'run-as-non-root',
    level: 'restricted',
    title: 'Containers must not run as root',
    remedy: 'Set `runAsNonRoot: true` for the Pod or each container.',
    rules: [
      [0, runAsNonRoot],
      [35, unlessUserNamespace(runAsNonRoot)],
    ],
  },
  {
    check: 'PSS-204',
    name: 'run-as-user',
    level: 'restricted',
    title: 'The user is not set to root',
    remedy: 'Set `runAsUser` to another number than 0, or leave it to the image.',
    concerns: ['runAsUser'],
    rules: [
      [23, runAsUser],
      [35, unlessUserNamespace(runAsUser)],
    ],
  },
  {
    check: 'PSS-205',
    name: 'seccomp',
    level: 'restricted',
    title: 'A seccomp profile is set',
    remedy: 'Set `seccompProfile: { type: RuntimeDefault }` for the Pod.',
    rules: [
      [19, seccompSet],
      [25, unlessWindows(seccompSet)],
    ],
    replaces: 'seccomp',
  },
  {
    check: 'PSS-206',
    name: 'proc-mount',
    level: 'restricted',
    title: '/proc is masked even in a user namespace',
    remedy: 'Remove `procMount`.',
    concerns: ['procMount'],
    rules: [[35, procMount]],
    replaces: 'proc-mount',
  },
  {
    check: 'PSS-207',
    name: 'capabilities',
    level: 'restricted',
    title: 'All capabilities are dropped',
    remedy: 'Set `capabilities.drop: [ALL]`, and add `NET_BIND_SERVICE` alone where it is used.',
    rules: [
      [22, allDropped],
      [25, unlessWindows(allDropped)],
    ],
    replaces: 'capabilities',
  },
];

const known = new Map<string, readonly ControlAt[]>();

/**
 * The controls of a level at a version, those of baseline first. Restricted holds baseline but for what
 * it replaces.
 */
export function controlsOf(level: Level, minor: Minor): readonly ControlAt[] {
  if (!Number.isInteger(minor) || minor < 0 || minor > latest)
    throw new RangeError(`there are no Pod Security Standards of v1.${minor}`);
  const key = `${level} ${minor}`;
  let found = known.get(key);
  if (found === undefined) {
    const there = controls.flatMap((control) => {
      const rule = control.rules.findLast(([since]) => since <= minor)?.[1];
      const concerns = control.concerns === undefined ? everything : bitsOf(control.concerns);
      return rule === undefined ? [] : [{ control, id: `${control.level}/${control.name}`, rule, concerns }];
    });
    const own = there.filter(({ control }) => control.level === 'baseline' || level === 'restricted');
    const replaced = new Set(own.map(({ control }) => control.replaces));
    found = own.filter(({ control }) => control.level === 'restricted' || !replaced.has(control.name));
    known.set(key, found);
  }
  return found;
}
