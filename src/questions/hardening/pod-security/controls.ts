import type { Workload } from '../../../facts/workload.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Located } from '../../../model/located.ts';
import type { Seen } from '../../../model/seen.ts';
import { baselineCapabilities, safeSysctls, seLinuxTypes, volumeKinds } from './allowed.ts';
import { containerPlaces } from './pod-spec.ts';

/** A control of the Pod Security Standards that a Pod breaks, or of which it cannot be told. */
export interface Finding {
  readonly control: string;
  readonly at: Evidence;
  readonly saw: string;
  /** False: it cannot be told. */
  readonly known: boolean;
}

const baseline = new WeakMap<Workload, readonly Finding[]>();

/**
 * Runs the controls of baseline (v1.37) over a Pod: every finding, none when it meets them. Pod
 * Security judges each field where it stands, also one that a container overrides, and compares
 * names letter by letter; so most are read from the spec and not from what takes effect.
 */
export function baselineFindings(workload: Workload, spec: Located): readonly Finding[] {
  // Restricted holds baseline too, so both checks ask for it.
  let findings = baseline.get(workload);
  if (findings === undefined) {
    findings = findBaseline(workload, spec);
    baseline.set(workload, findings);
  }
  return findings;
}

function findBaseline(workload: Workload, spec: Located): readonly Finding[] {
  const found = new Findings();
  found.flag('host-namespaces', workload.hostPid, 'shares the process ids of the host');
  found.flag('host-namespaces', workload.hostIpc, 'shares the inter-process memory of the host');
  found.flag('host-namespaces', workload.hostNetwork, 'shares the network of the host');
  for (const { hostPath, at } of workload.volumes) {
    if (hostPath !== null) found.add('host-path-volumes', at, 'mounts a path of the host');
  }
  for (const container of workload.containers) {
    const { name, privileged, appArmor, procMount, sysctls } = container;
    found.flag('privileged', privileged, `${name} runs privileged`);
    for (const { hostPort, at } of container.ports) {
      if (hostPort !== null && hostPort !== 0)
        found.add('host-ports', at, `${name} takes port ${hostPort} of the host`);
    }
    // Here for the annotation, which the API server still copies to the field.
    if (appArmor.value?.type === 'unconfined' && privileged.value !== true) {
      found.add('apparmor', appArmor.at, `${name} switches AppArmor off`);
    }
    found.judge('proc-mount', procMount, (mount) =>
      mount === 'Unmasked' && workload.userNamespace.value !== true ? `${name} unmasks /proc` : null,
    );
    found.judge('sysctls', sysctls, (all) => {
      const unsafe = all.map((one) => one.name).filter((one) => !safeSysctls.has(one));
      return unsafe.length === 0 ? null : `sets ${unsafe.join(', ')}`;
    });
  }
  const containers = containerPlaces(spec);
  for (const context of contexts(spec, containers)) securityContext(context, found);
  for (const container of containers) hosts(container, found);
  return found.all;
}

/** Runs the controls that restricted (v1.37) adds to baseline. */
export function restrictedFindings(workload: Workload, spec: Located): Finding[] {
  const found = new Findings();
  const containers = containerPlaces(spec);
  for (const { kind, at } of workload.volumes) {
    if (!volumeKinds.has(kind))
      found.add('volume-types', at, `has a volume of the kind ${kind.replace(/^other: /, '')}`);
  }
  // Root of a user namespace is nobody on the host (since 1.35).
  if (workload.userNamespace.value !== true) {
    const ofPod = spec.down('securityContext', 'runAsNonRoot');
    if (ofPod.value === false) found.add('run-as-non-root', ofPod.at, 'the Pod may run as root');
    for (const { name, runAsNonRoot } of workload.containers) {
      found.judge('run-as-non-root', runAsNonRoot, (must) => (must ? null : `${name} may run as root`));
    }
    for (const context of contexts(spec, containers)) {
      const user = context.get('runAsUser');
      if (user.value === 0) found.add('run-as-user', user.at, 'sets the user to root');
    }
  }
  for (const { name, procMount } of workload.containers) {
    // Baseline lets a Pod in a user namespace of its own unmask it; restricted does not (since 1.35).
    found.judge('proc-mount', procMount, (mount) => (mount === 'Unmasked' ? `${name} unmasks /proc` : null));
  }
  if (spec.down('os', 'name').value === 'windows') return found.all;
  for (const { name, allowPrivilegeEscalation: escalation, seccomp } of workload.containers) {
    found.judge('privilege-escalation', escalation, (may) => (may ? `${name} may gain privileges` : null));
    if (seccomp.value === undefined) found.add('seccomp', seccomp.at, `${name} sets no seccomp profile`);
  }
  for (const container of containers) {
    const capabilities = container.down('securityContext', 'capabilities');
    const added = capabilities.get('add');
    const dropped = capabilities.get('drop');
    const extra = added.items().filter(({ value }) => value !== 'NET_BIND_SERVICE');
    if (!dropped.items().some(({ value }) => value === 'ALL'))
      found.add('capabilities', dropped.at, 'does not drop ALL');
    if (extra.length > 0) found.add('capabilities', added.at, 'adds more than NET_BIND_SERVICE');
  }
  return found.all;
}

/** The securityContext of the Pod and those of its containers. */
function contexts(spec: Located, containers: readonly Located[]): Located[] {
  return [spec, ...containers].map((holder) => holder.get('securityContext'));
}

function securityContext(context: Located, found: Findings): void {
  if (context.empty) return;
  const added = context.down('capabilities', 'add');
  found.judge('capabilities', added.orDefault<readonly string[]>(added.strings(), [], 'absent: none'), (names) => {
    const beyond = names.filter((name) => !baselineCapabilities.has(name));
    return beyond.length === 0 ? null : `adds ${beyond.join(', ')}`;
  });
  for (const [control, key] of [
    ['seccomp', 'seccompProfile'],
    ['apparmor', 'appArmorProfile'],
  ] as const) {
    const profile = context.get(key);
    if (profile.empty) continue;
    const type = profile.get('type').string();
    if (type.value === 'Unconfined') found.add(control, type.at, `switches ${control} off`);
    else if (type.value !== 'RuntimeDefault' && type.value !== 'Localhost') {
      found.add(control, type.at, `${key} has no type that is known`, false);
    }
  }
  const { type = '', user = '', role = '' } = context.get('seLinuxOptions').record();
  if (!seLinuxTypes.has(type) || user !== '' || role !== '') {
    found.add('selinux', context.get('seLinuxOptions').at, 'replaces the SELinux label');
  }
  const windows = context.down('windowsOptions', 'hostProcess');
  if (!windows.empty) found.flag('windows-host-process', windows.boolean(), 'is a process of a Windows host');
}

/** Probes and hooks may name no host: the kubelet would ask it in the name of the node (since 1.34). */
function hosts(container: Located, found: Findings): void {
  const lifecycle = container.get('lifecycle');
  for (const handler of [
    container.get('livenessProbe'),
    container.get('readinessProbe'),
    container.get('startupProbe'),
    lifecycle.get('postStart'),
    lifecycle.get('preStop'),
  ]) {
    if (handler.empty) continue;
    for (const host of [handler.down('httpGet', 'host'), handler.down('tcpSocket', 'host')]) {
      if (!host.empty && host.value !== '') found.add('host-probes', host.at, 'a probe or hook asks another host');
    }
  }
}

class Findings {
  readonly all: Finding[] = [];

  add(control: string, at: Evidence, saw: string, known = true): void {
    this.all.push({ control, at, saw, known });
  }
  judge<T>(control: string, setting: Seen<T>, fault: (value: T) => string | null): void {
    if (setting.value === undefined) this.add(control, setting.at, setting.why ?? 'not said', false);
    else {
      const saw = fault(setting.value);
      if (saw !== null) this.add(control, setting.at, saw);
    }
  }
  /** A switch that must not be true. */
  flag(control: string, setting: Seen<boolean>, saw: string): void {
    this.judge(control, setting, (on) => (on ? saw : null));
  }
}
