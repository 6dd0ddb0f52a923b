import type { Container, Workload } from '../../../facts/workload.ts';
import type { Located } from '../../../model/located.ts';
import type { Seen } from '../../../model/seen.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { containerPlaces } from './pod-spec.ts';
import { baselineCapabilities, safeSysctls, seLinuxTypes, volumeKinds } from './allowed.ts';

/** A control of the Pod Security Standards that a Pod breaks, or of which it cannot be told. */
export interface Finding {
  readonly control: string;
  readonly at: Evidence;
  readonly saw: string;
  readonly known: boolean;
}

type Report = (control: string, setting: Seen<unknown> | Evidence, saw: string | null, known?: boolean) => void;

/** Runs the controls of baseline (v1.37) over a Pod: every finding, none when it meets them. */
export function baselineFindings(workload: Workload, spec: Located): Finding[] {
  const { findings, report } = collect();
  const not = (control: string, setting: Seen<boolean>, saw: string): void =>
    setting.value === undefined
      ? report(control, setting, setting.why ?? 'not said', false)
      : report(control, setting, setting.value ? saw : null);
  not('host-namespaces', workload.hostPid, 'shares the process ids of the host');
  not('host-namespaces', workload.hostIpc, 'shares the inter-process memory of the host');
  not('host-namespaces', workload.hostNetwork, 'shares the network of the host');
  for (const volume of workload.volumes)
    if (volume.hostPath !== null) report('host-path-volumes', volume.at, 'mounts a path of the host');
  for (const container of workload.containers) {
    not('privileged', container.privileged, `${container.name} runs privileged`);
    baselineOf(container, workload, report);
  }
  const windows = [spec.get('securityContext'), ...containerPlaces(spec).map((one) => one.get('securityContext'))];
  for (const one of windows) {
    const host = one.down('windowsOptions', 'hostProcess');
    if (host.empty) continue;
    not('windows-host-process', host.boolean(), 'runs as a process of a Windows host');
  }
  for (const container of containerPlaces(spec)) {
    for (const handler of [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => container.get(key)),
      ...['postStart', 'preStop'].map((key) => container.down('lifecycle', key)),
    ]) {
      for (const way of ['httpGet', 'tcpSocket']) {
        const host = handler.down(way, 'host');
        if (!host.empty && host.value !== '') report('host-probes', host.at, 'a probe or hook asks another host');
      }
    }
  }
  return findings;
}

function baselineOf(container: Container, workload: Workload, report: Report): void {
  const { name, capabilitiesAdded: added, seLinux, sysctls, procMount } = container;
  const beyond = added.value?.filter((one) => !baselineCapabilities.has(one));
  if (beyond === undefined) report('capabilities', added, added.why ?? 'not said', false);
  else report('capabilities', added, beyond.length === 0 ? null : `${name} adds ${beyond.join(', ')}`);
  for (const port of container.ports)
    if (port.hostPort !== null && port.hostPort !== 0)
      report('host-ports', port.at, `${name} takes port ${port.hostPort} of the host`);
  for (const [control, setting] of [
    ['apparmor', container.appArmor],
    ['seccomp', container.seccomp],
  ] as const) {
    // Unset is allowed by baseline; of what is set and not understood nothing can be said.
    if (setting.value?.type === 'unconfined' && container.privileged.value !== true)
      report(control, setting, `${name} switches it off`);
    else if (setting.value === undefined && !absent(setting))
      report(control, setting, setting.why ?? 'not said', false);
  }
  if (seLinux.value !== undefined) {
    const { type = '', user = '', role = '', disabled } = seLinux.value;
    const bad = disabled || !seLinuxTypes.has(type) || user !== '' || role !== '';
    report('selinux', seLinux, bad ? `${name} replaces the SELinux label` : null);
  } else if (!absent(seLinux)) report('selinux', seLinux, seLinux.why ?? 'not said', false);
  if (procMount.value === undefined) report('proc-mount', procMount, procMount.why ?? 'not said', false);
  else
    report(
      'proc-mount',
      procMount,
      procMount.value === 'Unmasked' && workload.userNamespace.value !== true ? `${name} unmasks /proc` : null,
    );
  const unsafe = sysctls.value?.filter((one) => !safeSysctls.has(one.name));
  if (unsafe === undefined) report('sysctls', sysctls, sysctls.why ?? 'not said', false);
  else report('sysctls', sysctls, unsafe.length === 0 ? null : `sets ${unsafe.map((one) => one.name).join(', ')}`);
}

/** Runs the controls that restricted (v1.37) adds to baseline. */
export function restrictedFindings(workload: Workload, spec: Located): Finding[] {
  const { findings, report } = collect();
  const windows = spec.down('os', 'name').value === 'windows';
  for (const volume of workload.volumes) {
    if (!volumeKinds.has(volume.kind))
      report('volume-types', volume.at, `has a volume of the kind ${volume.kind.replace(/^other: /, '')}`);
  }
  for (const container of workload.containers) {
    const { name, user, runAsNonRoot, allowPrivilegeEscalation: escalation, seccomp } = container;
    const mapped = workload.userNamespace.value === true;
    if (!mapped) {
      if (runAsNonRoot.value === undefined)
        report('run-as-non-root', runAsNonRoot, runAsNonRoot.why ?? 'not said', false);
      else report('run-as-non-root', runAsNonRoot, runAsNonRoot.value ? null : `${name} may run as root`);
      if (user.value === '0') report('run-as-user', user, `${name} runs as root`);
    }
    if (windows) continue;
    if (escalation.value === undefined) report('privilege-escalation', escalation, escalation.why ?? 'not said', false);
    else report('privilege-escalation', escalation, escalation.value ? `${name} may gain privileges` : null);
    if (seccomp.value === undefined || seccomp.value.type === 'unconfined')
      report('seccomp', seccomp, `${name} sets no seccomp profile`);
    const { capabilitiesAdded: added, capabilitiesDropped: dropped } = container;
    const extra = added.value?.filter((one) => one !== 'NET_BIND_SERVICE') ?? [];
    if (added.value === undefined || dropped.value === undefined)
      report('capabilities', dropped, 'its capabilities are not said', false);
    else
      report(
        'capabilities',
        dropped,
        dropped.value.includes('ALL') && extra.length === 0
          ? null
          : `${name} does not drop ALL, or adds more than NET_BIND_SERVICE`,
      );
  }
  return findings;
}

/** Readers begin the reason of a setting that is not there with `no `. */
function absent({ why }: Seen<unknown>): boolean {
  return why !== undefined && /^no [a-z]+/i.test(why);
}

function collect(): { findings: Finding[]; report: Report } {
  const findings: Finding[] = [];
  const report: Report = (control, setting, saw, known = true) => {
    if (saw !== null) findings.push({ control, at: 'at' in setting ? setting.at : setting, saw, known });
  };
  return { findings, report };
}
