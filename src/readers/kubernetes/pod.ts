import type { Container, Workload } from '../../facts/workload.ts';
import type { CollectorContext } from '../../model/collector.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Subject } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { readContainer, type PodContext } from './container.ts';
import { readContainerPorts } from './container-ports.ts';
import type { Report } from './problem.ts';
import { readVolumes } from './volumes.ts';

/**
 * By aliases a small document can hold millions, and each is judged by some hundred checks. One that is
 * written out costs its text, so only those are counted that were read before.
 */
const maxRepeated = 10_000;

/** How many containers may still be read again in one document. */
export interface Allowance {
  repeated: number;
  readonly read: WeakSet<object>;
}

export const newAllowance = (): Allowance => ({ repeated: maxRepeated, read: new WeakSet() });

function mayRead(allowance: Allowance, item: Located): boolean {
  const { value } = item;
  if (typeof value !== 'object' || value === null) return true;
  if (allowance.read.has(value)) return allowance.repeated-- > 0;
  allowance.read.add(value);
  return true;
}

/**
 * The workload of an object that holds a Pod template (or is a Pod). Null, with the reason reported,
 * when it has no Pod spec with containers.
 *
 * @param root the whole object
 * @param template what holds the Pod's `metadata` and `spec`
 */
export function readPodTemplate(
  root: Located,
  template: Located,
  subject: Subject,
  report: Report,
  allowance: Allowance = newAllowance(),
  at: Evidence = root.at,
  only?: CollectorContext['only'],
): Workload | null {
  const spec = template.get('spec');
  if (!spec.isMap) {
    report(spec.at, spec.empty ? 'has no Pod spec' : 'the Pod spec is no mapping');
    return null;
  }
  const security = spec.get('securityContext');
  if (!security.isMap && !security.empty) report(security.at, 'securityContext is no mapping');
  const hostNetwork = flag(spec, 'hostNetwork', false);
  const metadata = template.get('metadata');
  const volumes = only === undefined ? readVolumes(root, spec, subject.kind, report) : [];
  const readOnlyVolumes = new Set(volumes.filter(({ kind }) => alwaysReadOnly.has(kind)).map(({ name }) => name));
  const context: PodContext = {
    spec,
    security,
    annotations: metadata.get('annotations'),
    hostNetwork: hostNetwork.value,
    readOnlyVolumes,
    report,
    only,
  };
  return {
    orchestrator: 'kubernetes',
    name: subject.name,
    ...(subject.namespace === undefined ? {} : { namespace: subject.namespace }),
    labels: metadata.get('labels').record(),
    annotations: metadata.get('annotations').record(),
    hostPid: flag(spec, 'hostPID', false),
    hostIpc: flag(spec, 'hostIPC', false),
    hostNetwork,
    // No setting of its own: the runtimes share the host's name along with its network.
    hostUts: { ...hostNetwork, at: { ...hostNetwork.at, note: 'Kubernetes shares it together with hostNetwork' } },
    userNamespace: userNamespace(spec.get('hostUsers')),
    serviceAccount: serviceAccount(spec),
    serviceAccountToken: serviceAccountToken(spec, metadata.get('annotations')),
    networks: seen<readonly string[]>([], { ...spec.at, note: 'Kubernetes: every Pod joins the cluster network' }),
    volumes,
    containers: [...readContainers(context, allowance)],
    object: root,
    template,
    pod: spec,
    at,
  };
}

/** Kinds that the kubelet mounts read-only whatever the mount says (since Kubernetes 1.9.6). */
const alwaysReadOnly = new Set(['secret', 'configMap', 'downwardAPI', 'projected', 'image']);

const takesTrue = 'absent: Kubernetes takes true';
const takesFalse = 'absent: Kubernetes takes false';

/** A switch of the Pod spec with the default of the API reference. */
function flag(spec: Located, key: string, byDefault: boolean): Seen<boolean> {
  const at = spec.get(key);
  return at.empty ? seen(byDefault, at.noted(byDefault ? takesTrue : takesFalse)) : at.boolean();
}

function userNamespace(hostUsers: Located): Seen<boolean> {
  if (hostUsers.empty) return seen(false, hostUsers.noted('hostUsers absent: Kubernetes takes true'));
  return mapSeen(hostUsers.boolean(), (shared) => !shared);
}

function serviceAccount(spec: Located): Seen<string> {
  const name = spec.get('serviceAccountName');
  // The deprecated field is an alias: the API server copies it when the new one is not set.
  const named = name.empty || name.value === '' ? spec.get('serviceAccount') : name;
  if (named.value === '') return seen('default', named.noted('empty: Kubernetes takes default'));
  return named.empty ? seen('default', name.noted('absent: Kubernetes takes default')) : named.string();
}

function serviceAccountToken(spec: Located, annotations: Located): Seen<boolean> {
  // A Pod that a kubelet runs from a file; the API server refuses a mirror of it that names an account.
  const mirror = annotations.get('kubernetes.io/config.mirror');
  if (mirror.exists) return seen(false, mirror.noted('a static Pod, which gets no token'));
  const automount = spec.get('automountServiceAccountToken');
  return automount.empty
    ? seen<boolean>(
        undefined,
        automount.at,
        'not said here: the ServiceAccount decides, and the token is mounted unless that says false',
      )
    : automount.boolean();
}

function* readContainers(context: PodContext, allowance: Allowance): Generator<Container> {
  const { spec, report } = context;
  const main = spec.get('containers');
  if (main.empty || (main.isList && main.items().length === 0)) report(main.at, 'the Pod spec has no containers');
  for (const key of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const list = spec.get(key);
    if (!list.isList && !list.empty) report(list.at, `${key} is no list`);
    for (const item of list.items()) {
      if (!mayRead(allowance, item)) {
        report(item.at, `one document repeats more than ${maxRepeated} containers; the rest was not read`);
        return;
      }
      if (!item.isMap) report(item.at, `an entry of ${key} is no mapping`);
      else if (context.only === undefined) yield readContainer(item, roleOf(key, item), context);
      else yield readContainerPorts(item, roleOf(key, item), context);
    }
  }
}

/** An init container that restarts always runs beside the main ones (KEP-753): a sidecar. */
function roleOf(key: 'initContainers' | 'containers' | 'ephemeralContainers', item: Located): Container['role'] {
  if (key === 'containers') return 'main';
  if (key === 'ephemeralContainers') return 'ephemeral';
  return item.get('restartPolicy').value === 'Always' ? 'sidecar' : 'init';
}
