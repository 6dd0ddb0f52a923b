import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import type { Peer } from '../../../../model/connections.ts';
import { parseAddress, type Block } from '../../../../formats/connections/blocks.ts';
import { inOrder } from '../../selection/order.ts';
import { namespaceOf } from '../../selection/policies.ts';
import type { Endpoint } from '../layer.ts';
import { isGenerated, type NamedPort, type PodView } from '../tiers/pod-view.ts';
import { namespaceLabels, type NamespaceLabels } from './namespaces.ts';

/** The stage that is looked at: a cluster as it runs before files that may be applied to it. */
export function stageOf(workloads: readonly Fact<Workload>[]): Stage {
  const own = workloads.filter(({ value }) => value.orchestrator === 'kubernetes');
  return own.some(({ stage }) => stage === 'admitted') ? 'admitted' : (own[0]?.stage ?? 'declared');
}

/**
 * Every workload of Kubernetes of one stage as an end of connections, in order. Pods of a controller are one
 * with it, or with each other when the controller was not read; those whose own labels differ stay apart,
 * for a policy may tell them apart. Pods that have finished are left out.
 */
export function kubernetesEndpoints(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
): Endpoint[] {
  const own = inOrder(
    workloads.filter((one) => one.stage === stage && one.value.orchestrator === 'kubernetes' && lives(one)),
  );
  const labelsOf = namespaceLabels(objects, stage);
  const controllers = new Map(own.filter(({ subject }) => subject.kind !== 'Pod').map((one) => [idOf(one), one]));
  const groups = new Map<string, Fact<Workload>[]>();
  for (const one of own) {
    const id = ownerOf(one, controllers);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [one]);
    else group.push(one);
  }
  const found = [...groups].flatMap(([owner, members]) =>
    apart(owner, members).map((same, index) => ({ id: index === 0 ? owner : idOf(same[0]!), same })),
  );
  // Two objects by one name that policies tell apart: neither may be taken for the other.
  const [seen, twice] = [new Set<string>(), new Map<string, number>()];
  for (const { id } of found)
    if (seen.has(id)) twice.set(id, 0);
    else seen.add(id);
  return found.map(({ id, same }) => {
    const before = twice.get(id);
    if (before !== undefined) twice.set(id, before + 1);
    return endpointOf(id, before === undefined ? '' : `#${before + 1}`, same, labelsOf);
  });
}

function idOf({ subject, value }: Fact<Workload>): string {
  return `${subject.kind}/${namespaceOf(value.namespace)}/${value.name}`;
}

function lives({ subject, value: { object } }: Fact<Workload>): boolean {
  if (subject.kind === 'PodTemplate') return false;
  if (object === undefined || object.lacks('status')) return true;
  const status = object.get('status');
  if (subject.kind === 'Pod') return !['Succeeded', 'Failed'].includes(String(status.get('phase').value));
  // A Job that failed has no time of completion, but its Pods have ended too.
  const ended = status
    .get('conditions')
    .items()
    .some((one) => one.get('type').value === 'Failed' && one.get('status').value === 'True');
  return subject.kind !== 'Job' || (status.lacks('completionTime') && !ended);
}

/** The last controller above it, whether it was read or only named. */
function ownerOf(one: Fact<Workload>, controllers: ReadonlyMap<string, Fact<Workload>>): string {
  let [id, at] = [idOf(one), one as Fact<Workload> | undefined];
  // Owners that name each other are no owners: three steps lead from a Pod by way of a Job to its CronJob.
  for (let step = 0; step < 3 && at !== undefined; step++) {
    const owner = controllerOf(at);
    if (owner === undefined) break;
    id = owner;
    at = controllers.get(id);
  }
  return id;
}

function controllerOf({ value }: Fact<Workload>): string | undefined {
  const metadata = value.object?.get('metadata');
  if (metadata === undefined || metadata.lacks('ownerReferences')) return undefined;
  const owner = metadata
    .get('ownerReferences')
    .items()
    .find((each) => each.get('controller').value === true);
  const [kind, name] = [owner?.get('kind').value, owner?.get('name').value];
  // A static Pod is owned by its Node; it is a Pod of its own.
  if (typeof kind !== 'string' || typeof name !== 'string' || kind === 'Node') return undefined;
  return `${kind}/${namespaceOf(value.namespace)}/${name}`;
}

/** Members that a policy may tell apart, the controller or else the first one by name in front. */
function apart(owner: string, members: readonly Fact<Workload>[]): Fact<Workload>[][] {
  if (members.length === 1) return [[members[0]!]];
  const first = members.find((one) => idOf(one) === owner);
  // Of several objects by one name any difference counts: layers beside policies may tell them apart too.
  const names = Map.groupBy(members, idOf);
  const said = (one: Fact<Workload>): string =>
    names.get(idOf(one))!.length === 1
      ? signature(one)
      : JSON.stringify([signature(one), one.value.annotations, one.value.object?.get('spec').value]);
  const groups = Map.groupBy(first === undefined ? members : [first, ...members.filter((one) => one !== first)], said);
  return [...groups.values()];
}

function signature({ value }: Fact<Workload>): string {
  const labels = Object.entries(value.labels).filter(([key]) => !isGenerated(key));
  const texts = labels.map(([key, one]) => `${key}=${one}`).toSorted();
  const ports = value.containers.flatMap((container) =>
    container.ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`),
  );
  return JSON.stringify([value.hostNetwork.value, texts, ports]);
}

/** @param number what makes its id unique where several objects have one name */
function endpointOf(
  id: string,
  number: string,
  members: readonly Fact<Workload>[],
  labelsOf: (name: string) => NamespaceLabels,
): Endpoint {
  const first = members[0]!;
  const [kind, namespace, ...name] = id.split('/') as [string, string, ...string[]];
  const pod = new WorkloadView(members, namespace, labelsOf(namespace));
  const peer: Peer = {
    id: `${id}${number}`,
    kind,
    namespace,
    name: name.join('/'),
    labels: pod.labels,
    at: first.value.at,
  };
  return { peer, workload: first, pod };
}

/** What policies see of the Pods of one workload. Ports and addresses are read when a policy asks for them. */
class WorkloadView implements PodView {
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly namespaceKnown: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly template: boolean;
  readonly hostNetwork: PodView['hostNetwork'];
  readonly serviceAccount: string | undefined;
  readonly #members: readonly Fact<Workload>[];
  #ports: { readonly found: readonly NamedPort[] | undefined } | undefined;
  #addresses: { readonly found: readonly Block[] | undefined } | undefined;

  constructor(members: readonly Fact<Workload>[], namespace: string, { labels, known }: NamespaceLabels) {
    const { value } = members[0]!;
    this.#members = members;
    this.namespace = namespace;
    this.namespaceLabels = labels;
    this.namespaceKnown = known;
    // Of a controller those of its template; of several Pods those that controllers did not put on each.
    this.template = members.length > 1 || members[0]!.subject.kind !== 'Pod';
    this.labels = this.template ? withoutGenerated(value.labels) : value.labels;
    const host = value.hostNetwork.value;
    this.hostNetwork = host === undefined ? 'maybe' : host ? 'yes' : 'no';
    this.serviceAccount = value.serviceAccount.value;
  }

  get namedPorts(): readonly NamedPort[] | undefined {
    return (this.#ports ??= { found: portsOf(this.#members[0]!.value) }).found;
  }

  get addresses(): readonly Block[] | undefined {
    return (this.#addresses ??= { found: addressesOf(this.#members) }).found;
  }
}

function withoutGenerated(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const keys = Object.keys(labels);
  if (!keys.some(isGenerated)) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isGenerated(key)));
}

/** Of the containers that run beside each other; of a name that stands twice the first. */
function portsOf({ containers }: Workload): readonly NamedPort[] | undefined {
  const found = new Map<string, NamedPort>();
  for (const { role, spec } of containers) {
    if ((role !== 'main' && role !== 'sidecar') || spec === undefined || spec.lacks('ports')) continue;
    const list = spec.get('ports');
    if (!list.isList) return undefined;
    for (const port of list.items()) {
      const name = port.get('name');
      if (name.empty) continue;
      const [number, protocol] = [port.get('containerPort').value, protocolOf(port)];
      if (typeof name.value !== 'string' || protocol === undefined) return undefined;
      const key = `${name.value} ${protocol}`;
      if (!found.has(key))
        found.set(key, { name: name.value, protocol, port: typeof number === 'number' ? number : undefined });
    }
  }
  return [...found.values()];
}

function protocolOf(port: Located): NamedPort['protocol'] | undefined {
  if (port.lacks('protocol')) return 'TCP';
  const { value } = port.get('protocol');
  return value === 'TCP' || value === 'UDP' || value === 'SCTP' ? value : undefined;
}

/** `status.podIPs` of all its Pods; undefined when that of one Pod is not there. */
function addressesOf(members: readonly Fact<Workload>[]): readonly Block[] | undefined {
  const pods = members.filter(({ subject }) => subject.kind === 'Pod');
  const found: Block[] = [];
  for (const { value } of pods) {
    const status = value.object?.get('status');
    const several =
      status
        ?.get('podIPs')
        .items()
        .map((item) => item.get('ip').value) ?? [];
    const texts = several.length > 0 ? several : [status?.get('podIP').value];
    const blocks = texts.map((text) => (typeof text === 'string' ? parseAddress(text) : null));
    if (blocks.includes(null)) return undefined;
    found.push(...blocks.filter((block): block is Block => block !== null));
  }
  return found.length === 0 ? undefined : found;
}
