import { groupOf, objectsOfKind, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import { parseImageReference } from '../../formats/image-reference/image-reference.ts';
import type { PortRange } from '../../formats/connections/connections.ts';
import type { Fact, Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { namespaceOf } from '../../questions/network/selection/policies.ts';
import { anyone, apiServerPorts, everyPod, workloadPeer, type Need, type NeedPeer } from './need.ts';
import { portsMeant, targetOf, type ServiceOf } from './services.ts';

export interface Surroundings {
  readonly endpoints: readonly Endpoint[];
  readonly objects: readonly Fact<KubernetesObject>[];
  readonly services: ReadonlyMap<string, ServiceOf>;
  readonly stage: Stage;
}

const dnsPorts: readonly PortRange[] = [
  { protocol: 'UDP', first: 53, last: 53 },
  { protocol: 'TCP', first: 53, last: 53 },
];

/** What workloads need that no variable of theirs names: DNS, the API server, who calls them from outside. */
export function surroundingNeeds(around: Surroundings): Need[] {
  return [
    ...dnsNeeds(around),
    ...apiServerNeeds(around),
    ...peersOfSets(around),
    ...fromOutside(around),
    ...fromControllers(around),
    ...webhooks(around),
    ...metrics(around),
  ];
}

/** Who answers for names of the cluster: by image, for labels of the add-on differ. */
export function dnsServers(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.filter(({ workload }) => imageIs(workload, /(?:^|\/)(?:coredns|k8s-dns-kube-dns)$/));
}

/** The DNS of a cluster that was not read, as Kubernetes itself describes its add-on (CoreDNS and kube-dns alike). */
export const usualDns = `apiVersion: v1
kind: Pod
metadata: { name: dns-that-was-not-read, namespace: kube-system, labels: { k8s-app: kube-dns } }
spec: { containers: [{ name: dns, image: registry.k8s.io/coredns/coredns }] }
`;

function* dnsNeeds({ endpoints }: Surroundings): Generator<Need> {
  const servers = dnsServers(endpoints);
  const local = endpoints.some(({ workload }) => imageIs(workload, /(?:^|\/)k8s-dns-node-cache$/));
  const why = 'names are looked up at the DNS of the cluster';
  for (const from of endpoints) {
    if (from.workload === undefined || servers.includes(from)) continue;
    const { pod, at } = from.workload.value;
    const base = { from: workloadPeer(from), ports: dnsPorts, at, observed: false };
    if (pod?.get('dnsPolicy').value !== 'None') {
      for (const server of servers) yield { ...base, to: workloadPeer(server), why };
      // docs: "Using NodeLocal DNSCache in Kubernetes Clusters".
      if (local) yield { ...base, to: { kind: 'blocks', blocks: ['169.254.20.10/32'] }, why };
    }
    const own = pod?.down('dnsConfig', 'nameservers').strings().value ?? [];
    const blocks = own.map((address) => `${address}/${address.includes(':') ? 128 : 32}`);
    if (blocks.length > 0) yield { ...base, to: { kind: 'blocks', blocks }, why: 'its dnsConfig names these servers' };
  }
}

/** Workloads whose ServiceAccount somebody gave rights to: they mean to ask the API server. */
function* apiServerNeeds({ endpoints, objects, stage }: Surroundings): Generator<Need> {
  const bound = new Set<string>();
  for (const kind of ['RoleBinding', 'ClusterRoleBinding'])
    for (const { stage: own, value } of objectsOfKind(objects, kind)) {
      if (own !== stage) continue;
      for (const subject of value.root.get('subjects').items())
        if (subject.get('kind').value === 'ServiceAccount')
          bound.add(
            `${subject.get('namespace').text().value ?? namespaceOf(value.namespace)}/${subject.get('name').text().value}`,
          );
    }
  for (const from of endpoints) {
    if (from.pod === undefined || from.workload === undefined) continue;
    const account = from.pod.serviceAccount ?? 'default';
    if (account === 'default' || !bound.has(`${from.pod.namespace}/${account}`)) continue;
    const why = `its ServiceAccount ${account} has rights at the API server, whose address is not known here`;
    yield {
      from: workloadPeer(from),
      to: anyone,
      ports: apiServerPorts,
      why,
      at: from.workload.value.serviceAccount.at,
      observed: false,
    };
  }
}

/** Members of a StatefulSet find each other by its headless Service. */
function* peersOfSets({ endpoints, services }: Surroundings): Generator<Need> {
  for (const one of endpoints) {
    if (one.workload?.subject.kind !== 'StatefulSet') continue;
    const spec = one.workload.value.object?.get('spec');
    if (spec === undefined || spec.get('replicas').value === 1 || spec.get('replicas').empty) continue;
    const name = spec.get('serviceName').text().value;
    const service = services.get(`${one.pod?.namespace}/${name}`);
    const declared = one.workload.value.containers.flatMap(({ ports }) =>
      ports.map(({ containerPort, protocol }): PortRange => ({
        protocol: protocol.toUpperCase() as 'TCP',
        first: containerPort,
        last: containerPort,
      })),
    );
    const ports = [...declared, ...(service?.ports.flatMap((port) => targetOf(port, one) ?? []) ?? [])];
    if (ports.length === 0) continue;
    const why = 'its members find each other by its Service';
    yield { from: workloadPeer(one), to: workloadPeer(one), ports, why, at: one.workload.at, observed: false };
  }
}

/** Services that are open on nodes or by a load balancer: callers have addresses of their own, or of nodes. */
function* fromOutside({ services }: Surroundings): Generator<Need> {
  for (const service of services.values()) {
    const spec = service.fact.value.root.get('spec');
    const type = spec.get('type').value;
    const open = type === 'NodePort' || type === 'LoadBalancer';
    if (!open && spec.get('externalIPs').items().length === 0) continue;
    const ranges = spec.get('loadBalancerSourceRanges').strings().value ?? [];
    // With the policy Cluster callers have the address of a node.
    const local = spec.get('externalTrafficPolicy').value === 'Local';
    const from: NeedPeer = ranges.length > 0 && local ? { kind: 'blocks', blocks: ranges } : anyone;
    const why = `Service ${service.namespace}/${service.name} is open to callers outside`;
    yield* toService(service, undefined, from, why, service.fact.at);
  }
}

const controllers =
  /(?:^|\/)(?:ingress-nginx\/controller|nginx-ingress(?:-controller)?|nginx\/nginx-ingress|traefik|kubernetes-ingress|haproxy-ingress|kong|contour|envoy|proxyv2|gateway|apisix)$/;

/** What Ingresses and routes of gateways lead to: asked by their controllers. */
function* fromControllers({ endpoints, objects, services, stage }: Surroundings): Generator<Need> {
  const known = endpoints.filter(({ workload }) => imageIs(workload, controllers));
  // A controller on the network of its node has the node's address.
  const hosts = known.some(({ pod }) => pod?.hostNetwork !== 'no');
  const from = known.length > 0 && !hosts ? known.map(workloadPeer) : [anyone];
  const unknown = known.length > 0 ? '' : ', by a controller that was not read';
  for (const kind of ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'])
    for (const one of objectsOfKind(objects, kind)) {
      if (one.stage !== stage) continue;
      const namespace = namespaceOf(one.value.namespace);
      for (const { name, namespace: other, port, at } of backendsOf(kind, one.value.root.get('spec'))) {
        const service = services.get(`${other ?? namespace}/${name}`);
        if (service === undefined) continue;
        const why = `${kind} ${namespace}/${one.value.name} leads to Service ${service.namespace}/${service.name}${unknown}`;
        for (const peer of from) yield* toService(service, port, peer, why, at.at);
      }
    }
}

interface Backend {
  readonly name: string;
  readonly namespace?: string;
  readonly port: string | number | undefined;
  readonly at: Located;
}

function backendsOf(kind: string, spec: Located): Backend[] {
  if (kind === 'Ingress') {
    const paths = spec
      .get('rules')
      .items()
      .flatMap((rule) => rule.down('http', 'paths').items());
    return [spec.get('defaultBackend'), ...paths.map((path) => path.get('backend'))].flatMap((backend) => {
      const service = backend.get('service');
      const name = service.get('name').text().value;
      const { value } = service.down('port', 'number').empty
        ? service.down('port', 'name')
        : service.down('port', 'number');
      return name === undefined ? [] : [{ name, port: value as string | number | undefined, at: service }];
    });
  }
  return spec
    .get('rules')
    .items()
    .flatMap((rule) =>
      rule
        .get('backendRefs')
        .items()
        .flatMap((ref): Backend[] => {
          const name = ref.get('name').text().value;
          const namespace = ref.get('namespace').text().value;
          if (name === undefined || !['Service', undefined].includes(ref.get('kind').text().value)) return [];
          return [
            { name, port: ref.get('port').number().value, at: ref, ...(namespace === undefined ? {} : { namespace }) },
          ];
        }),
    );
}

/** Webhooks, aggregated APIs and conversions: the API server calls them from a node. */
function* webhooks({ objects, services, stage }: Surroundings): Generator<Need> {
  const asked = (one: Fact<KubernetesObject>): readonly Located[] => {
    const { root, kind } = one.value;
    if (kind === 'APIService') return [root.down('spec', 'service')];
    if (kind === 'CustomResourceDefinition')
      return [root.down('spec', 'conversion', 'webhook', 'clientConfig', 'service')];
    return root
      .get('webhooks')
      .items()
      .map((webhook) => webhook.down('clientConfig', 'service'));
  };
  for (const kind of [
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
    'APIService',
    'CustomResourceDefinition',
  ])
    for (const one of objectsOfKind(objects, kind)) {
      if (one.stage !== stage) continue;
      for (const at of asked(one)) {
        const service = services.get(`${at.get('namespace').text().value}/${at.get('name').text().value}`);
        if (service === undefined) continue;
        const port = at.get('port').number().value ?? 443;
        yield* toService(service, port, anyone, `the API server calls it by ${kind} ${one.value.name}`, at.at);
      }
    }
}

/** Ports that Prometheus reads, by its annotations and by the objects of its operator. */
function* metrics({ endpoints, objects, services, stage }: Surroundings): Generator<Need> {
  const readers = endpoints.filter(({ workload }) =>
    imageIs(workload, /(?:^|\/)(?:prometheus|vmagent|victoria-metrics)$/),
  );
  const from = readers.length > 0 ? readers.map(workloadPeer) : [everyPod];
  const unknown = readers.length > 0 ? '' : ', by a reader that was not among what was read';
  for (const to of endpoints) {
    const { annotations = {}, at } = to.workload?.value ?? {};
    if (annotations['prometheus.io/scrape'] !== 'true' || at === undefined) continue;
    const stated = annotations['prometheus.io/port'];
    const ports = stated === undefined ? portsOf(to) : /^\d{1,5}$/.test(stated) ? [Number(stated)] : [];
    const why = `prometheus.io/scrape asks for its metrics${unknown}`;
    const ranges = ports.map((port): PortRange => ({ protocol: 'TCP', first: port, last: port }));
    if (ranges.length > 0)
      for (const peer of from) yield { from: peer, to: workloadPeer(to), ports: ranges, why, at, observed: false };
  }
  for (const one of objectsOfKind(objects, 'ServiceMonitor')) {
    if (one.stage !== stage || groupOf(one.value) !== 'monitoring.coreos.com') continue;
    const spec = one.value.root.get('spec');
    const wanted = Object.entries(spec.down('selector', 'matchLabels').record());
    const names = spec.down('namespaceSelector', 'matchNames').strings().value ?? [namespaceOf(one.value.namespace)];
    const any = spec.down('namespaceSelector', 'any').value === true;
    for (const service of services.values()) {
      if (!any && !names.includes(service.namespace)) continue;
      if (!wanted.every(([key, value]) => service.fact.value.labels[key] === value)) continue;
      const why = `ServiceMonitor ${one.value.namespace}/${one.value.name} reads its metrics${unknown}`;
      for (const at of spec.get('endpoints').items())
        for (const peer of from) yield* toService(service, at.get('port').text().value, peer, why, at.at);
    }
  }
}

function* toService(
  service: ServiceOf,
  meant: string | number | undefined,
  from: NeedPeer,
  why: string,
  at: Need['at'],
): Generator<Need> {
  for (const to of service.endpoints) {
    const ports = portsMeant(service, meant).flatMap((port) => targetOf(port, to) ?? []);
    if (ports.length > 0) yield { from, to: workloadPeer(to), ports, why, at, observed: false };
  }
}

function portsOf({ workload }: Endpoint): number[] {
  return (
    workload?.value.containers.flatMap(({ ports }) =>
      ports.flatMap(({ containerPort, protocol }) => (protocol === 'tcp' ? [containerPort] : [])),
    ) ?? []
  );
}

function imageIs(workload: Endpoint['workload'], pattern: RegExp): boolean {
  return (
    workload?.value.containers.some(({ image }) => {
      const path = image.value === undefined ? undefined : parseImageReference(image.value)?.path;
      return path !== undefined && pattern.test(path);
    }) ?? false
  );
}
