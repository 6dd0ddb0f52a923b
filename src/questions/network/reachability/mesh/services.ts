import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { namespaceOf } from '../../selection/policies.ts';

/** A port of a Service that leads to a port of a Pod. */
export interface Lead {
  readonly service: Fact<KubernetesObject>;
  /** `web.shop.svc.cluster.local`. */
  readonly host: string;
  /** As clients name it. */
  readonly port: number;
  /** Of the container. */
  readonly target: number;
  /** What the proxies of Istio take it for; `unknown`: they look at the first bytes. */
  readonly chain: Chain;
  /** Without an address of its own: clients are given the addresses of the Pods. */
  readonly headless: boolean;
}

/** `http`: requests are told apart. `tcp`: bytes only. */
export type Chain = 'http' | 'tcp' | 'unknown';

/** Services with a selector, by namespace. */
export function servicesByNamespace(
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
): ReadonlyMap<string, readonly Fact<KubernetesObject>[]> {
  const own = objectsOfKind(objects, 'Service').filter(
    (one) => one.stage === stage && one.value.apiVersion === 'v1' && !one.value.root.get('spec').lacks('selector'),
  );
  return Map.groupBy(own, ({ value }) => namespaceOf(value.namespace));
}

/** Every port of every Service that selects a workload, by TCP. */
export function leadsTo(
  workload: Workload,
  services: ReadonlyMap<string, readonly Fact<KubernetesObject>[]>,
): readonly Lead[] {
  const namespace = namespaceOf(workload.namespace);
  const leads: Lead[] = [];
  for (const service of services.get(namespace) ?? []) {
    const spec = service.value.root.get('spec');
    const wanted = Object.entries(spec.get('selector').record());
    if (wanted.length === 0 || !wanted.every(([key, value]) => workload.labels[key] === value)) continue;
    for (const at of spec.get('ports').items()) {
      const port = at.get('port').number().value;
      const target = targetOf(at, port, workload);
      if (port === undefined || target === undefined || !['TCP', undefined].includes(at.get('protocol').text().value))
        continue;
      leads.push({
        service,
        host: `${service.value.name}.${namespace}.svc.cluster.local`,
        port,
        target,
        chain: chainOf(at, port),
        headless: spec.get('clusterIP').value === 'None',
      });
    }
  }
  return leads;
}

function targetOf(at: Located, port: number | undefined, workload: Workload): number | undefined {
  const { value } = at.get('targetPort');
  if (value === undefined || value === null || value === 0) return port;
  if (typeof value === 'number') return value;
  for (const container of workload.containers) {
    for (const one of container.spec?.get('ports').items() ?? [])
      if (one.get('name').value === value && one.get('protocol').text().value !== 'UDP')
        return one.get('containerPort').number().value;
  }
  return undefined;
}

const http = /^(http|http2|grpc|grpc-web|kubernetes\.io\/(h2c|ws))$/;
const bytes = /^(https|tcp|tls|mongo|mysql|redis|kubernetes\.io\/wss)$/;
/** Where a server speaks first nothing can be told from what a client sends (Istio: "Protocol Selection"). */
const serverFirst = new Set([25, 53, 3306, 27017]);

/** `appProtocol`, else the name up to its first hyphen (Istio: "Protocol Selection"). */
function chainOf(at: Located, port: number): Chain {
  const name = at.get('name').text().value ?? '';
  const stated = (
    at.get('appProtocol').text().value ?? (name.startsWith('grpc-web') ? 'grpc-web' : (name.split('-')[0] ?? ''))
  ).toLowerCase();
  if (http.test(stated)) return 'http';
  if (bytes.test(stated) || serverFirst.has(port)) return 'tcp';
  return 'unknown';
}
