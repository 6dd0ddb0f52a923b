import type { Container, HealthCheck } from '../../facts/workload.ts';
import { parseQuantity } from '../../formats/kubernetes-quantity/quantity.ts';
import type { CollectorContext } from '../../model/collector.ts';
import type { Located } from '../../model/located.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import { appArmor, ownOrInherited, seccomp, seLinux } from './confinement.ts';
import { readEnvironment, readPorts } from './environment.ts';
import type { Report } from './problem.ts';
import { readMounts } from './volumes.ts';

/** What the containers of one Pod share. */
export interface PodContext {
  readonly spec: Located;
  readonly security: Located;
  readonly annotations: Located;
  readonly hostNetwork: boolean | undefined;
  /** Names of volumes that are read-only whatever a mount says. */
  readonly readOnlyVolumes: ReadonlySet<string>;
  readonly report: Report;
  /** See `CollectorContext`. */
  readonly only?: CollectorContext['only'] | undefined;
}

export function readContainer(at: Located, role: Container['role'], pod: PodContext): Container {
  const here = at.at;
  const { report, spec } = pod;
  const named = at.get('name').string().value;
  const name = named ?? at.path.slice(at.path.lastIndexOf('.') + 1);
  if (named === undefined) report(here, 'a container has no name', []);
  const security = at.get('securityContext');
  if (!security.isMap && !security.empty) report(security.at, `securityContext of ${name} is no mapping`);
  const privileged = privilegedOf(security, pod.security);
  const capabilities = security.get('capabilities');
  const added = capabilityNames(capabilities.get('add'));
  const resources = at.get('resources');
  const memoryLimit = limit(resources, spec, 'memory');
  const cpuLimit = limit(resources, spec, 'cpu');
  const image = at.get('image').string();
  return {
    name,
    role,
    image: image.value === '' ? seen<string>(undefined, image.at, 'is empty') : image,
    privileged,
    allowPrivilegeEscalation: escalation(security, privileged, added),
    capabilitiesAdded: added,
    capabilitiesDropped: droppedNames(capabilities.get('drop')),
    capabilitiesHeld: seen<readonly string[]>(undefined, here, 'only a running container tells'),
    user: ownOrInherited(security, pod.security, 'runAsUser', id) ?? byImage(security.get('runAsUser')),
    group: ownOrInherited(security, pod.security, 'runAsGroup', id) ?? byImage(security.get('runAsGroup')),
    runAsNonRoot:
      ownOrInherited(security, pod.security, 'runAsNonRoot', (setting) => setting.boolean()) ??
      flag(security, 'runAsNonRoot', false),
    readOnlyRoot: flag(security, 'readOnlyRootFilesystem', false),
    seccomp: seccomp(security, pod.security, pod.annotations, name, privileged),
    appArmor: appArmor(security, pod.security, pod.annotations, name, privileged),
    seLinux: seLinux(security, pod.security),
    procMount: procMount(security.get('procMount')),
    sysctls: sysctls(pod.security.get('sysctls')),
    devices: devices(at.get('volumeDevices')),
    memoryLimit,
    cpuLimit,
    pidsLimit: seen<number>(undefined, here, 'no setting of a Pod: the kubelet decides (podPidsLimit)'),
    memoryRequest: request(resources, spec, 'memory', memoryLimit),
    cpuRequest: request(resources, spec, 'cpu', cpuLimit),
    mounts: readMounts(at, pod.readOnlyVolumes, report),
    ports: readPorts(at, pod.hostNetwork, report),
    environment: readEnvironment(at, report),
    command: words(at.get('command')),
    arguments: words(at.get('args')),
    health: health(at),
    restart: restart(at, role, spec),
    logging: seen<never>(undefined, here, "no setting of a Pod: the node's container runtime decides"),
    pullPolicy: pullPolicy(at.get('imagePullPolicy'), image),
    pid: seen<number>(undefined, here, 'only a running container has one'),
    spec: at,
    at: here,
  };
}

const takesTrue = 'absent: Kubernetes takes true';
const takesFalse = 'absent: Kubernetes takes false';

/** A switch of the securityContext with the default of the API reference. */
function flag(security: Located, key: string, byDefault: boolean): Seen<boolean> {
  const at = security.get(key);
  return at.empty ? seen(byDefault, at.noted(byDefault ? takesTrue : takesFalse)) : at.boolean();
}

/** "Always true when the container is run as privileged or has CAP_SYS_ADMIN" (core/v1 SecurityContext). */
function escalation(security: Located, privileged: Seen<boolean>, added: Seen<readonly string[]>): Seen<boolean> {
  const said = flag(security, 'allowPrivilegeEscalation', true);
  if (said.value !== false) return said;
  const note = 'false is not possible with';
  if (privileged.value === true) return seen(true, { ...said.at, note: `${note} privileged: true` });
  const strong = added.value?.some((name) => name === 'SYS_ADMIN' || name === 'ALL');
  return strong === true ? seen(true, { ...said.at, note: `${note} SYS_ADMIN added` }) : said;
}

/** Without `CAP_`, in upper case: the runtimes take both cases. */
function capabilityNames(at: Located): Seen<readonly string[]> {
  if (at.empty) return seen<readonly string[]>([], at.noted('absent: none'));
  return mapSeen(at.strings(), (list) => list.map((name) => name.toUpperCase().replace(/^CAP_/, '')));
}

/**
 * Kubernetes names capabilities without `CAP_`: CRI-O takes the prefix, containerd drops nothing for a
 * name that has it.
 */
function droppedNames(at: Located): Seen<readonly string[]> {
  const written = at.strings().value ?? [];
  const prefixed = written.find((name) => /^CAP_/i.test(name));
  return prefixed === undefined || written.some((name) => name.toUpperCase() === 'ALL')
    ? capabilityNames(at)
    : seen<readonly string[]>(
        undefined,
        at.at,
        `whether ${prefixed} is dropped depends on the runtime: it takes no CAP_`,
      );
}

/** A HostProcess container of Windows is what privileged is on Linux: a process of the host. */
function privilegedOf(own: Located, pod: Located): Seen<boolean> {
  const said = flag(own, 'privileged', false);
  if (said.value !== false) return said;
  const here = own.down('windowsOptions', 'hostProcess');
  const process = here.empty ? pod.down('windowsOptions', 'hostProcess') : here;
  return process.empty || process.value === false ? said : process.boolean();
}

function id(at: Located): Seen<string> {
  const number = at.number();
  if (number.value === undefined || (Number.isSafeInteger(number.value) && number.value >= 0))
    return mapSeen(number, String);
  return seen<string>(undefined, number.at, `${number.value} is no user or group id`);
}

function byImage(at: Located): Seen<string> {
  return seen<string>(undefined, at.at, at.string().why ?? 'not said: the image decides');
}

function procMount(at: Located): Seen<'Default' | 'Unmasked'> {
  if (at.empty) return seen<'Default' | 'Unmasked'>('Default', at.noted('absent: Kubernetes takes Default'));
  const said = at.string();
  if (said.value === 'Default' || said.value === 'Unmasked') return seen<'Default' | 'Unmasked'>(said.value, said.at);
  return seen<'Default' | 'Unmasked'>(undefined, said.at, said.why ?? `${JSON.stringify(said.value)} is no procMount`);
}

function sysctls(at: Located): Container['sysctls'] {
  type All = { readonly name: string; readonly value: string }[];
  if (at.empty) return seen<All>([], at.noted('absent: none'));
  if (!at.isList) return seen<All>(undefined, at.at, at.strings().why);
  const all = at
    .items()
    .map((item) => ({ name: item.get('name').string().value, value: item.get('value').text().value ?? '' }));
  const complete = all.every((one) => one.name !== undefined);
  return complete ? seen(all as All, at.at) : seen<All>(undefined, at.at, 'an entry has no name');
}

function devices(at: Located): Seen<readonly string[]> {
  if (at.empty) return seen<readonly string[]>([], at.noted('absent: none'));
  const paths = at.items().map((item) => item.get('devicePath').string().value);
  return at.isList && paths.every((path) => path !== undefined)
    ? seen<readonly string[]>(paths, at.at)
    : seen<readonly string[]>(undefined, at.at, 'is no list of devices with devicePath');
}

function amount(at: Located): Seen<number> {
  const text = at.text();
  if (text.value === undefined) return seen<number>(undefined, text.at, text.why);
  const value = parseQuantity(text.value);
  return value === undefined
    ? seen<number>(undefined, text.at, `${JSON.stringify(text.value)} is no quantity`)
    : seen(value, text.at);
}

type Resource = 'memory' | 'cpu';

/** The container's own limit, else that of its whole Pod (Pod-level resources, KEP-2837). Zero: none. */
function limit(resources: Located, spec: Located, resource: Resource): Seen<number> {
  const own = resources.down('limits', resource);
  if (!own.empty) return amount(own);
  const ofPod = spec.down('resources', 'limits', resource);
  if (!ofPod.empty) return { ...amount(ofPod), at: ofPod.noted('the limit of the whole Pod') };
  return seen(0, own.noted('absent: no limit, unless a LimitRange of the namespace sets one'));
}

/** "If Requests is omitted for a container, it defaults to Limits if that is explicitly specified" (core/v1). */
function request(resources: Located, spec: Located, resource: Resource, limited: Seen<number>): Seen<number> {
  const own = resources.down('requests', resource);
  if (!own.empty) return amount(own);
  if (!resources.down('limits', resource).empty)
    return { ...limited, at: own.noted('absent: Kubernetes takes the limit') };
  const ofPod = spec.down('resources', 'requests', resource);
  if (!ofPod.empty) return { ...amount(ofPod), at: ofPod.noted('the request of the whole Pod') };
  return seen(0, own.noted('absent: nothing is requested, unless a LimitRange of the namespace sets it'));
}

function words(at: Located): Seen<readonly string[]> {
  return at.empty ? seen<readonly string[]>(undefined, at.at, 'not said: the image decides') : at.strings();
}

/** Kubernetes ignores the HEALTHCHECK of an image: without a probe there is none. */
function health(container: Located): Seen<HealthCheck> {
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.get(key);
    if (probe.empty) continue;
    if (!probe.isMap) return seen<HealthCheck>(undefined, probe.at, `${key} is no mapping`);
    const how = ['exec', 'httpGet', 'tcpSocket', 'grpc'].find((name) => !probe.get(name).empty);
    if (how === undefined) return seen<HealthCheck>(undefined, probe.at, `${key} asks nothing`);
    return seen({ disabled: false, test: `${key}: ${how}` }, probe.at);
  }
  return seen(
    { disabled: true, test: '' },
    container.noted('no probe: Kubernetes checks nothing, and ignores the HEALTHCHECK of the image'),
  );
}

function restart(container: Located, role: Container['role'], spec: Located): Seen<string> {
  const own = container.get('restartPolicy');
  if (role !== 'ephemeral' && !own.empty) return own.string();
  const ofPod = spec.get('restartPolicy');
  return ofPod.orDefault(ofPod.string(), 'Always', 'absent: Kubernetes takes Always');
}

/** "Defaults to Always if :latest tag is specified, or IfNotPresent otherwise" (core/v1); no tag is latest. */
function pullPolicy(at: Located, image: Seen<string>): Seen<string> {
  if (!at.empty) return at.string();
  if (image.value === undefined)
    return seen<string>(undefined, at.at, 'not said, and the default depends on the image');
  const name = image.value.slice(image.value.lastIndexOf('/') + 1);
  const latest = !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
  const policy = latest ? 'Always' : 'IfNotPresent';
  return seen(policy, at.noted(`absent: Kubernetes takes ${policy} for this image`));
}
