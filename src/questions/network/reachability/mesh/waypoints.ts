import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { namespaceOf } from '../../selection/policies.ts';
import type { AuthorizationPolicy } from './authorization-policy.ts';

/** A proxy that stands before Services or Pods in ambient mode and knows HTTP. */
export interface Waypoint {
  readonly namespace: string;
  readonly name: string;
  /** Its Gateway; undefined when it was not read, so that it is not known whether it is there. */
  readonly gateway: Fact<KubernetesObject> | undefined;
}

/**
 * The waypoint of a Service or a Pod: by its own label, else by that of its namespace (Istio: "Configure waypoint
 * proxies"). `none` opts out.
 *
 * @param kind what it must be a waypoint for; one without the label `istio.io/waypoint-for` is for Services
 */
export function waypointOf(
  labels: Readonly<Record<string, string>>,
  namespace: Fact<KubernetesObject> | undefined,
  own: string,
  kind: 'service' | 'workload',
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
): Waypoint | undefined {
  const holder = labels['istio.io/use-waypoint'] === undefined ? (namespace?.value.labels ?? {}) : labels;
  const name = holder['istio.io/use-waypoint'];
  if (name === undefined || name === 'none') return undefined;
  const where = holder['istio.io/use-waypoint-namespace'] ?? own;
  const gateway = objectsOfKind(objects, 'Gateway').find(
    (one) =>
      one.stage === stage &&
      one.value.apiVersion.startsWith('gateway.networking.k8s.io/') &&
      one.value.name === name &&
      namespaceOf(one.value.namespace) === where,
  );
  if (gateway === undefined) return { namespace: where, name, gateway };
  const serves = gateway.value.labels['istio.io/waypoint-for'] ?? 'service';
  return serves === 'all' || serves === kind ? { namespace: where, name, gateway } : undefined;
}

/** Whether a policy is bound to the waypoint itself, to the Service before which it stands, or to its class. */
export function bindsTo(
  policy: AuthorizationPolicy,
  waypoint: Waypoint,
  service: Fact<KubernetesObject> | undefined,
  rootNamespace: string,
): boolean {
  return policy.targets.some(({ kind, name }) => {
    if (kind === 'Gateway') return policy.namespace === waypoint.namespace && name === waypoint.name;
    if (kind === 'Service')
      return (
        service !== undefined &&
        policy.namespace === namespaceOf(service.value.namespace) &&
        name === service.value.name
      );
    return kind === 'GatewayClass' && policy.namespace === rootNamespace && name === 'istio-waypoint';
  });
}
