import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { membersOf } from '../reachability/mesh/held.ts';
import { joinsMesh } from '../reachability/mesh/membership.ts';
import { meshes } from '../reachability/mesh/mesh.ts';

export const meshNamespacesWhole = defineCheck({
  id: 'NET-606',
  name: 'mesh-namespaces-whole',
  aspect: 'network/mesh',
  title: 'Workloads of a namespace that joins a mesh are in it',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Let the workload join: remove what opts it out, or restart Pods that were made before the namespace joined.',
  toKnow: 'Ask the cluster, whose Pods show their proxies: `plimsoll ask kube:`.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      for (const { fact, namespace, membership } of membersOf(mesh, workloads).all) {
        const home = mesh.enrolled.namespaces.get(namespace)?.value;
        const joins =
          home !== undefined &&
          (joinsMesh(home) || ['enabled', 'ingress'].includes(home.annotations['linkerd.io/inject'] ?? ''));
        if (!joins) continue;
        if (membership.may.length > 1)
          yield unknown(fact, membership.because.at, membership.missing ?? 'whether it is in the mesh is not known');
        else if (membership.may[0] !== 'none') yield pass(fact, membership.because.at);
        else {
          const why = membership.because.rule.slice(membership.because.rule.indexOf(': ') + 2);
          const reason = why === 'nothing that was read asks for a proxy' ? 'it opts out' : why;
          yield fail(fact, membership.because.at, `is not in the mesh that its namespace joins: ${reason}`);
        }
      }
    }
  },
});
