import { kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { AuthorizationPolicy, Target } from '../reachability/mesh/authorization-policy.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import { waypointOf } from '../reachability/mesh/waypoints.ts';

export const boundPoliciesHaveWaypoint = defineCheck({
  id: 'NET-608',
  name: 'bound-policies-have-waypoint',
  aspect: 'network/mesh',
  title: 'An AuthorizationPolicy that is bound by targetRefs is bound to something that enforces it',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy:
    'Deploy a waypoint and let the Service or its namespace use it (`istio.io/use-waypoint`), or select workloads in place of `targetRefs`.',
  toKnow: 'Ask a folder that holds the Services, Namespaces and Gateways too.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      for (const policy of mesh.policies) {
        if (policy.dryRun) continue;
        for (const target of policy.targets) yield judgeTarget(mesh, policy, target);
      }
    }
  },
});

function judgeTarget(mesh: Mesh, policy: AuthorizationPolicy, { kind, name }: Target): Judgement {
  const { fact, namespace } = policy;
  const spec = fact.value.root.get('spec');
  const at = spec.get('targetRefs').empty ? spec.get('targetRef').at : spec.get('targetRefs').at;
  const find = (wanted: string): Fact<KubernetesObject> | undefined =>
    objectsOfKind(mesh.objects, wanted).find(
      ({ stage, value }) => stage === mesh.stage && value.name === name && value.namespace === namespace,
    );
  if (kind === 'GatewayClass') {
    return namespace === mesh.plane.rootNamespace
      ? pass(fact, at)
      : fail(
          fact,
          at,
          `is bound to the GatewayClass ${name} outside of ${mesh.plane.rootNamespace}, where Istio does not look at it`,
        );
  }
  if (kind === 'Gateway') {
    return find('Gateway') === undefined
      ? unknown(fact, at, `the Gateway ${namespace}/${name} is not among what was read`)
      : pass(fact, at);
  }
  if (kind !== 'Service') return unknown(fact, at, `what stands before the ${kind} ${name} is not looked at`);
  const service = find('Service');
  if (service === undefined) return unknown(fact, at, `the Service ${namespace}/${name} is not among what was read`);
  const home = mesh.enrolled.namespaces.get(namespace);
  const waypoint = waypointOf(service.value.labels, home, namespace, 'service', mesh.objects, mesh.stage);
  if (waypoint?.gateway !== undefined) return pass(fact, [at, waypoint.gateway.at]);
  if (waypoint !== undefined)
    return unknown(
      fact,
      at,
      `the waypoint ${waypoint.namespace}/${waypoint.name} of Service ${name} is not among what was read`,
    );
  const stated = service.value.labels['istio.io/use-waypoint'] ?? home?.value.labels['istio.io/use-waypoint'];
  if (home === undefined && stated === undefined)
    return unknown(fact, at, `whether the namespace ${namespace} uses a waypoint: it is not among what was read`);
  return fail(fact, [at, service.at], `is bound to Service ${name}, which uses no waypoint: nothing enforces it`);
}
