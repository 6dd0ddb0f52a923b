import type { Confinement, SeLinux } from '../../facts/workload.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';

const inherited = "inherited from the Pod's securityContext";

/**
 * A setting that a container has from its own securityContext or else, whole, from its Pod's
 * (`DetermineEffectiveSecurityContext` of the kubelet). Null when neither says it.
 */
export function ownOrInherited<T>(
  own: Located,
  pod: Located,
  key: string,
  read: (at: Located) => Seen<T>,
): Seen<T> | null {
  const here = own.get(key);
  if (!here.empty) return read(here);
  const there = pod.get(key);
  if (there.empty) return null;
  const setting = read(there);
  return { ...setting, at: { ...setting.at, note: inherited } };
}

/** A `seccompProfile` or `appArmorProfile`. */
export function profile(at: Located): Seen<Confinement> {
  const type = at.get('type').string();
  switch (type.value) {
    case undefined:
      return seen<Confinement>(undefined, at.at, type.why ?? 'the profile has no type');
    case 'RuntimeDefault':
      return seen<Confinement>({ type: 'default' }, type.at);
    case 'Unconfined':
      return seen<Confinement>({ type: 'unconfined' }, type.at);
    case 'Localhost': {
      const path = at.get('localhostProfile').string();
      return path.value === undefined
        ? seen<Confinement>(undefined, path.at, path.why ?? 'Localhost without localhostProfile')
        : seen<Confinement>({ type: 'custom', profile: path.value }, type.at);
    }
    default:
      return seen<Confinement>(undefined, type.at, `${JSON.stringify(type.value)} is no profile type`);
  }
}

/** The form of both profiles before they were fields: `runtime/default`, `localhost/NAME`, `unconfined`. */
function annotatedProfile(at: Located): Seen<Confinement> {
  const text = at.string();
  return mapSeen(text, (value): Confinement | undefined => {
    if (value === 'unconfined') return { type: 'unconfined' };
    if (value === 'runtime/default' || value === 'docker/default') return { type: 'default' };
    return value.startsWith('localhost/') ? { type: 'custom', profile: value.slice('localhost/'.length) } : undefined;
  });
}

const privilegedNote = 'privileged: the runtime applies no profile';

/**
 * Seccomp: the field of the container, else of the Pod. The annotations of before 1.19 do nothing
 * since Kubernetes 1.27, so a good profile named only there is not known to be applied.
 */
export function seccomp(
  own: Located,
  pod: Located,
  annotations: Located,
  container: string,
  privileged: Seen<boolean>,
): Seen<Confinement> {
  if (privileged.value === true)
    return seen<Confinement>({ type: 'unconfined' }, { ...privileged.at, note: privilegedNote });
  const field = ownOrInherited(own, pod, 'seccompProfile', profile);
  if (field !== null) return field;
  for (const key of [
    `container.seccomp.security.alpha.kubernetes.io/${container}`,
    'seccomp.security.alpha.kubernetes.io/pod',
  ]) {
    const annotation = annotations.get(key);
    if (annotation.empty) continue;
    const said = annotatedProfile(annotation);
    if (said.value?.type === 'unconfined') return said;
    return seen<Confinement>(
      undefined,
      annotation.at,
      'said only by an annotation, which Kubernetes ignores since 1.27',
    );
  }
  return seen<Confinement>(
    undefined,
    own.get('seccompProfile').at,
    'no seccompProfile: Kubernetes runs it unconfined, unless the kubelet has seccompDefault',
  );
}

/** AppArmor: the field, else the annotation, which the API server still copies to the field (since 1.30). */
export function appArmor(
  own: Located,
  pod: Located,
  annotations: Located,
  container: string,
  privileged: Seen<boolean>,
): Seen<Confinement> {
  const field = ownOrInherited(own, pod, 'appArmorProfile', profile);
  if (field !== null) return field;
  const annotation = annotations.get(`container.apparmor.security.beta.kubernetes.io/${container}`);
  if (!annotation.empty) {
    const said = annotatedProfile(annotation);
    return said.value === undefined
      ? seen<Confinement>(undefined, said.at, said.why ?? 'is no AppArmor profile')
      : said;
  }
  if (privileged.value === true)
    return seen<Confinement>({ type: 'unconfined' }, { ...privileged.at, note: privilegedNote });
  return seen<Confinement>(
    undefined,
    own.get('appArmorProfile').at,
    "no appArmorProfile: the runtime's default applies where the node has AppArmor",
  );
}

export function seLinux(own: Located, pod: Located): Seen<SeLinux> {
  const options = ownOrInherited(own, pod, 'seLinuxOptions', (at) => {
    if (!at.isMap) return seen<SeLinux>(undefined, at.at, 'seLinuxOptions is no mapping');
    const said: { -readonly [K in keyof SeLinux]: SeLinux[K] } = { disabled: false };
    for (const key of ['user', 'role', 'type', 'level'] as const) {
      const { value, why } = at.get(key).string();
      if (why !== undefined) return seen<SeLinux>(undefined, at.at, `${key} ${why}`);
      if (value !== undefined) said[key] = value;
    }
    return seen<SeLinux>(said, at.at);
  });
  const absent = 'no seLinuxOptions: the runtime labels it by itself where the node has SELinux';
  return options ?? seen<SeLinux>(undefined, own.get('seLinuxOptions').at, absent);
}
