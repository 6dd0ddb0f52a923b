/** What breaks the controls of baseline. Names are compared letter by letter, as Pod Security does. */
import { baselineCapabilities } from './allowed.ts';
import type { Findings, Rule } from './findings.ts';
import type { Part } from './part.ts';
import type { Pod } from './pod.ts';

export const windowsHostProcess: Rule = (_pod, found) => {
  for (const context of found.contexts()) {
    const windows = found.part(context, 'windowsOptions');
    if (windows && found.boolean(windows, 'hostProcess') === true)
      found.broken(windows, ['hostProcess'], 'is a process of a Windows host');
  }
};

export const hostNamespaces: Rule = (_pod, found) => {
  const spec = found.spec();
  if (spec === null) return;
  for (const [key, what] of hostNamespaceKeys) {
    if (found.boolean(spec, key) === true) found.broken(spec, [key], what);
  }
};
const hostNamespaceKeys = [
  ['hostPID', 'shares the process ids of the host'],
  ['hostIPC', 'shares the inter-process memory of the host'],
  ['hostNetwork', 'shares the network of the host'],
] as const;

export const privileged: Rule = (_pod, found) => {
  for (const { name, security } of found.containers()) {
    if (security && found.boolean(security, 'privileged') === true)
      found.broken(security, ['privileged'], `${name} runs privileged`);
  }
};

export const addedCapabilities: Rule = (_pod, found) => {
  for (const { security } of found.containers()) {
    const capabilities = security && found.part(security, 'capabilities');
    if (!capabilities) continue;
    const beyond = (found.strings(capabilities, 'add') ?? []).filter((name) => !baselineCapabilities.has(name));
    if (beyond.length > 0) found.broken(capabilities, ['add'], `adds ${beyond.join(', ')}`);
  }
};

export const hostPathVolumes: Rule = (_pod, found) => {
  const spec = found.spec();
  if (spec === null) return;
  for (const volume of found.parts(spec, 'volumes')) {
    if ((volume.value['hostPath'] ?? null) !== null) found.broken(volume, ['hostPath'], 'mounts a path of the host');
  }
};

/** With the network of the host, a port that names no port of the host takes its own number there (core/v1 defaults). */
export const hostPorts: Rule = (pod, found) => {
  const shared = pod.spec?.value['hostNetwork'] ?? false;
  for (const { name, self } of found.containers()) {
    for (const port of found.parts(self, 'ports')) {
      const onHost = found.integer(port, 'hostPort');
      if (onHost) found.broken(port, ['hostPort'], `${name} takes port ${onHost} of the host`);
      if (onHost === undefined || onHost || shared === false) continue;
      const own = found.integer(port, 'containerPort');
      if (own && shared === true)
        found.broken(port, ['containerPort'], `${name} takes port ${own} of the host it shares`);
      else if (own)
        found.unclear(port, ['containerPort'], 'hostNetwork is not true or false, so the port may be one of the host');
    }
  }
};

/** Probes and hooks may name no host: the kubelet would ask it in the name of the node. */
export const hostProbes: Rule = (_pod, found) => {
  for (const { self } of found.containers()) {
    const lifecycle = found.part(self, 'lifecycle');
    for (const [holder, key] of [
      [self, 'livenessProbe'],
      [self, 'readinessProbe'],
      [self, 'startupProbe'],
      [lifecycle, 'postStart'],
      [lifecycle, 'preStop'],
    ] as const) {
      const handler = holder && found.part(holder, key);
      if (!handler) continue;
      for (const action of ['httpGet', 'tcpSocket']) {
        const asked = found.part(handler, action);
        if (asked && (found.string(asked, 'host') ?? '') !== '')
          found.broken(asked, ['host'], 'a probe or hook asks another host');
      }
    }
  }
};

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** The field, and the annotation of before 1.30, which every version still judges. */
export const appArmor: Rule = (pod, found) => {
  for (const context of found.contexts()) profileType(context, 'appArmorProfile', found, 'switches AppArmor off');
  judgeAnnotations(
    pod,
    found,
    (key) => key.startsWith(appArmorAnnotation),
    (value) => value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
    'an annotation switches AppArmor off',
  );
};

/** @param types that the version allows */
export function seLinux(types: ReadonlySet<string>): Rule {
  return (_pod, found) => {
    for (const context of found.contexts()) {
      const options = found.part(context, 'seLinuxOptions');
      if (!options) continue;
      const [type, user, role] = ['type', 'user', 'role'].map((key) => found.string(options, key) ?? '');
      if (!types.has(type ?? '') || user !== '' || role !== '') found.broken(options, [], 'replaces the SELinux label');
    }
  };
}

export const procMount: Rule = (_pod, found) => {
  for (const { name, security } of found.containers()) {
    if (!security) continue;
    const mount = found.string(security, 'procMount') ?? 'Default';
    if (mount === 'Unmasked') found.broken(security, ['procMount'], `${name} unmasks /proc`);
    else if (mount !== 'Default') found.unclear(security, ['procMount'], `${JSON.stringify(mount)} is no procMount`);
  }
};

const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompOfContainer = 'container.seccomp.security.alpha.kubernetes.io/';

/** Before 1.19 seccomp was set by annotations. */
export const seccompAnnotations: Rule = (pod, found) => {
  const names = new Set([seccompOfPod]);
  for (const container of found.containers()) names.add(`${seccompOfContainer}${container.name}`);
  judgeAnnotations(
    pod,
    found,
    (key) => names.has(key),
    (value) => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/'),
    'an annotation switches seccomp off',
  );
};

export const seccomp: Rule = (_pod, found) => {
  for (const context of found.contexts()) profileType(context, 'seccompProfile', found, 'switches seccomp off');
};

/** @param safe that the version allows */
export function sysctls(safe: ReadonlySet<string>): Rule {
  return (_pod, found) => {
    found.spec();
    const security = found.security();
    if (!security) return;
    for (const setting of found.parts(security, 'sysctls')) {
      const name = found.string(setting, 'name');
      if (name === null) found.unclear(setting, [], 'an entry of sysctls has no name');
      else if (name !== undefined && !safe.has(name)) found.broken(setting, ['name'], `sets ${name}`);
    }
  };
}

/**
 * A `seccompProfile` or `appArmorProfile`: null when none is set. Only `RuntimeDefault` and `Localhost`
 * are allowed in any version; what the API does not know is unclear.
 */
export function profileType(context: Part, key: string, found: Findings, off: string): 'allowed' | 'other' | null {
  const profile = found.part(context, key);
  if (!profile) return profile === null ? null : 'other';
  const type = found.string(profile, 'type');
  if (type === 'RuntimeDefault' || type === 'Localhost') return 'allowed';
  if (type === 'Unconfined') found.broken(profile, ['type'], off);
  else if (type !== undefined) found.unclear(profile, ['type'], `${key} has no type that is known`);
  return 'other';
}

function judgeAnnotations(
  { annotations, self }: Pod,
  found: Findings,
  concerns: (key: string) => boolean,
  allowed: (value: string) => boolean,
  saw: string,
): void {
  if (annotations === undefined) found.unclear(self, ['metadata', 'annotations'], 'annotations are no mapping');
  if (!annotations) return;
  for (const key of Object.keys(annotations.value)) {
    if (!concerns(key)) continue;
    // Null is read as the empty text.
    const value = annotations.value[key] ?? '';
    if (typeof value !== 'string') found.unclear(annotations, [key], 'an annotation is no string');
    else if (!allowed(value)) found.broken(annotations, [key], saw);
  }
}
