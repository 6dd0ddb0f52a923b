import { groupOf, objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import type { Protocol } from '../../../../model/connections.ts';
import { fitsLabels } from '../tiers/pod-view.ts';
import { namespaceOf } from '../../selection/policies.ts';
import type { Endpoint } from '../layer.ts';

/** How traffic from outside the cluster comes to a workload. */
export type DoorKind = 'NodePort' | 'LoadBalancer' | 'externalIPs' | 'Ingress' | 'Gateway' | 'hostPort' | 'hostNetwork';

/** One way in from outside. */
export interface Door {
  readonly kind: DoorKind;
  /** `Service shop/web`, `Ingress shop/shop`, `container "web"`. */
  readonly title: string;
  readonly at: Evidence;
  readonly protocol: Protocol;
  /** The port on the outside; undefined when it is chosen when it runs, or there are many. */
  readonly outer: number | undefined;
  /** The port of the Pod; undefined when it cannot be told (then `why` says so), null: every port. */
  readonly inner: number | null | undefined;
  readonly why?: string;
  /** Who is let in at the door itself (`loadBalancerSourceRanges`); undefined: no limit there. */
  readonly sources?: readonly string[];
  /**
   * Whose address the Pod sees: that of the one who asks, that of a node, that of the Pods that route
   * (an Ingress controller, a gateway).
   */
  readonly seenAs: 'client' | 'node' | 'router';
}

/** Finds the doors of a workload. An object that cannot be read is none here: it is a gap of its reader. */
export function doorsOf(objects: readonly Fact<KubernetesObject>[]): (endpoint: Endpoint) => Door[] {
  const services = objectsOfKind(objects, 'Service').filter(({ value }) => value.apiVersion === 'v1');
  const inNamespace = Map.groupBy(services, ({ stage, value }) => `${stage} ${namespaceOf(value.namespace)}`);
  const routes = routesTo(objects);
  return (endpoint) => {
    if (endpoint.workload === undefined || endpoint.pod === undefined) return [];
    const { stage } = endpoint.workload;
    const doors = hostDoors(endpoint);
    for (const service of inNamespace.get(`${stage} ${endpoint.pod.namespace}`) ?? []) {
      if (!selectsPod(service.value.root.get('spec'), endpoint)) continue;
      doors.push(...serviceDoors(service, endpoint));
      const name = `${stage} ${endpoint.pod.namespace}/${service.value.name}`;
      for (const route of routes.get(name) ?? []) doors.push(...routeDoors(route, service, endpoint));
    }
    return doors;
  };
}

/** A Service without a selector, or an ExternalName, leads to no Pod by itself. */
function selectsPod(spec: Located, { pod }: Endpoint): boolean {
  if (spec.get('type').value === 'ExternalName' || spec.lacks('selector')) return false;
  const selector = Object.entries(spec.get('selector').record());
  const asked = selector.map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
  return asked.length > 0 && fitsLabels(asked, pod!.labels, () => false) === 'yes';
}

interface Target {
  readonly inner: number | undefined;
  readonly why?: string;
}

/** `targetPort` by number or by the name of a port of the Pod (core/v1 ServicePort); absent: the same port. */
function targetOf(port: Located, protocol: Protocol, { pod }: Endpoint): Target {
  const target = port.get('targetPort');
  const value = target.empty || target.value === 0 ? port.get('port').value : target.value;
  if (typeof value === 'number') return { inner: value };
  if (typeof value !== 'string') return { inner: undefined, why: 'the target port is neither a number nor a name' };
  const named = pod!.namedPorts?.find((one) => one.name === value && one.protocol === protocol);
  return named === undefined
    ? { inner: undefined, why: `no container has a ${protocol} port named "${value}"` }
    : named.port === undefined
      ? { inner: undefined, why: `the number of port "${value}" cannot be read` }
      : { inner: named.port };
}

function protocolOf(port: Located): Protocol {
  const { value } = port.get('protocol');
  return value === 'UDP' || value === 'SCTP' ? value : 'TCP';
}

function titleOf({ value }: Fact<KubernetesObject>): string {
  return `${value.kind} ${namespaceOf(value.namespace)}/${value.name}`;
}

function* serviceDoors(service: Fact<KubernetesObject>, endpoint: Endpoint): Generator<Door> {
  const spec = service.value.root.get('spec');
  const type = spec.get('type').value;
  const external = spec.get('externalIPs').items().length > 0;
  const ranges = spec.get('loadBalancerSourceRanges').strings().value ?? [];
  const seenAs = spec.get('externalTrafficPolicy').value === 'Local' ? 'client' : 'node';
  for (const port of spec.get('ports').items()) {
    const protocol = protocolOf(port);
    const base = {
      title: titleOf(service),
      at: port.at,
      protocol,
      seenAs,
      ...targetOf(port, protocol, endpoint),
    } as const;
    const [number, onNode] = [port.get('port').number().value, port.get('nodePort').number().value];
    if (type === 'LoadBalancer')
      yield { ...base, kind: 'LoadBalancer', outer: number, ...(ranges.length === 0 ? {} : { sources: ranges }) };
    // A load balancer is reached on a port of each node too, unless that was switched off.
    const nodes = type === 'LoadBalancer' && spec.get('allocateLoadBalancerNodePorts').value !== false;
    if (type === 'NodePort' || nodes) yield { ...base, kind: 'NodePort', outer: onNode };
    if (external) yield { ...base, kind: 'externalIPs', outer: number };
  }
}

function hostDoors({ workload, pod }: Endpoint): Door[] {
  const { value } = workload!;
  if (pod!.hostNetwork !== 'no') {
    const { at } = value.hostNetwork;
    const said = pod!.hostNetwork === 'yes' ? {} : { why: 'whether it is on the network of its node' };
    const base = {
      kind: 'hostNetwork',
      title: `${value.name} on its node's network`,
      at,
      seenAs: 'client',
      ...said,
    } as const;
    return (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ ...base, protocol, outer: undefined, inner: null }));
  }
  return value.containers.flatMap((container) =>
    container.ports.flatMap((port): Door[] => {
      if (port.hostPort === null || port.hostPort === 0) return [];
      // Bound to the loopback of the node it is not reached from outside.
      if (port.hostAddress !== null && /^(127\.|::1$)/.test(port.hostAddress)) return [];
      return [
        {
          kind: 'hostPort',
          title: `container "${container.name}"`,
          at: port.at,
          protocol: port.protocol.toUpperCase() as Protocol,
          outer: port.hostPort,
          inner: port.containerPort,
          seenAs: 'client',
        },
      ];
    }),
  );
}

interface Route {
  readonly kind: 'Ingress' | 'Gateway';
  readonly object: Fact<KubernetesObject>;
  readonly at: Evidence;
  /** The port of the Service by number or name; undefined: not said. */
  readonly port: string | number | undefined;
}

/** What Ingresses and routes of the Gateway API send to Services, by stage, namespace and name. */
function routesTo(objects: readonly Fact<KubernetesObject>[]): ReadonlyMap<string, readonly Route[]> {
  const found = new Map<string, Route[]>();
  const add = (
    object: Fact<KubernetesObject>,
    namespace: string,
    name: unknown,
    route: Omit<Route, 'object'>,
  ): void => {
    const key = `${object.stage} ${namespace}/${String(name)}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [{ ...route, object }]);
    else known.push({ ...route, object });
  };
  for (const one of objectsOfKind(objects, 'Ingress')) {
    if (groupOf(one.value) !== 'networking.k8s.io') continue;
    const spec = one.value.root.get('spec');
    const paths = spec
      .get('rules')
      .items()
      .flatMap((rule) => rule.down('http', 'paths').items());
    for (const backend of [spec.get('defaultBackend'), ...paths.map((path) => path.get('backend'))]) {
      const service = backend.get('service');
      if (service.empty) continue;
      const [number, name] = [service.down('port', 'number').value, service.down('port', 'name').value];
      const port = typeof number === 'number' ? number : typeof name === 'string' ? name : undefined;
      add(one, namespaceOf(one.value.namespace), service.get('name').value, { kind: 'Ingress', at: backend.at, port });
    }
  }
  for (const kind of ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']) {
    for (const one of objectsOfKind(objects, kind)) {
      if (groupOf(one.value) !== 'gateway.networking.k8s.io') continue;
      const rules = one.value.root.down('spec', 'rules').items();
      for (const backend of rules.flatMap((rule) => rule.get('backendRefs').items())) {
        if ((backend.get('kind').value ?? 'Service') !== 'Service') continue;
        const namespace = backend.get('namespace').string().value ?? namespaceOf(one.value.namespace);
        const port = backend.get('port').number().value;
        add(one, namespace, backend.get('name').value, { kind: 'Gateway', at: backend.at, port });
      }
    }
  }
  return found;
}

function routeDoors({ kind, object, at, port }: Route, service: Fact<KubernetesObject>, endpoint: Endpoint): Door[] {
  const base = { kind, title: titleOf(object), at, outer: undefined, seenAs: 'router' } as const;
  const own = service.value.root.down('spec', 'ports').items();
  const meant = own.find((one) =>
    typeof port === 'string' ? one.get('name').value === port : one.get('port').value === port,
  );
  if (meant === undefined) {
    const why = `Service ${service.value.name} has no port ${port ?? 'that is named'}`;
    return [{ ...base, protocol: 'TCP', inner: undefined, why }];
  }
  const protocol = protocolOf(meant);
  return [{ ...base, protocol, ...targetOf(meant, protocol, endpoint) }];
}
