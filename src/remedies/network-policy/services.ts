import { groupOf, objectsOfKind, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { PortRange } from '../../formats/connections/connections.ts';
import type { Fact, Stage } from '../../model/fact.ts';
import type { Located } from '../../model/located.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { namespaceOf } from '../../questions/network/selection/policies.ts';

type Transport = 'TCP' | 'UDP' | 'SCTP';

/** A Service with the workloads that answer for it. */
export interface ServiceOf {
  readonly fact: Fact<KubernetesObject>;
  readonly namespace: string;
  readonly name: string;
  readonly headless: boolean;
  readonly type: string;
  /** It has no selector: what answers for it is told by hand, or is a name outside. */
  readonly elsewhere: boolean;
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Transport;
  readonly target: Located;
}

/** Services of one stage, by `namespace/name`. */
export function servicesOf(
  objects: readonly Fact<KubernetesObject>[],
  endpoints: readonly Endpoint[],
  stage: Stage,
): ReadonlyMap<string, ServiceOf> {
  const byNamespace = Map.groupBy(
    endpoints.filter(({ pod }) => pod !== undefined),
    ({ pod }) => pod!.namespace,
  );
  const found = new Map<string, ServiceOf>();
  for (const fact of objectsOfKind(objects, 'Service')) {
    if (fact.stage !== stage || groupOf(fact.value) !== '') continue;
    const namespace = namespaceOf(fact.value.namespace);
    const spec = fact.value.root.get('spec');
    const wanted = Object.entries(spec.get('selector').record());
    const selected =
      wanted.length === 0
        ? []
        : (byNamespace.get(namespace) ?? []).filter(({ pod }) =>
            wanted.every(([key, value]) => pod!.labels[key] === value),
          );
    found.set(`${namespace}/${fact.value.name}`, {
      fact,
      namespace,
      name: fact.value.name,
      type: spec.get('type').text().value ?? 'ClusterIP',
      elsewhere: spec.get('type').value === 'ExternalName' || wanted.length === 0,
      headless: spec.get('clusterIP').value === 'None',
      endpoints: selected,
      ports: spec.get('ports').items().flatMap(portOf),
    });
  }
  return found;
}

function portOf(at: Located): ServicePort[] {
  const port = at.get('port').value;
  const protocol = at.get('protocol').value ?? 'TCP';
  if (typeof port !== 'number' || (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP')) return [];
  return [{ name: at.get('name').text().value ?? '', port, protocol, target: at.get('targetPort') }];
}

/** The port of a workload that a port of its Service leads to; undefined when none of its ports has that name. */
export function targetOf({ target, port, protocol }: ServicePort, endpoint: Endpoint): PortRange | undefined {
  const { value } = target;
  const number =
    value === undefined || value === null || value === 0 || value === ''
      ? port
      : typeof value === 'number'
        ? value
        : (endpoint.pod?.namedPorts?.find((one) => one.name === value && one.protocol === protocol)?.port ??
          (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined));
  return number === undefined ? undefined : { protocol, first: number, last: number };
}

/** Which ports of a Service are meant by a number or a name; all of them when nothing says. */
export function portsMeant({ ports }: ServiceOf, meant: string | number | undefined): readonly ServicePort[] {
  if (meant === undefined) return ports;
  return ports.filter((one) => one.port === meant || one.name === meant);
}
