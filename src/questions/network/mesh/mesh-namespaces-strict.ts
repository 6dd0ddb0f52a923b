import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { AuthorizationPolicy } from '../reachability/mesh/authorization-policy.ts';
import { joinsMesh } from '../reachability/mesh/members.ts';
import { memberOf, meshes } from '../reachability/mesh/mesh.ts';
import { effectiveMode, type PeerAuthentication } from '../reachability/mesh/peer-authentication.ts';
import { firstInOrder, inOrder } from '../selection/order.ts';

export const meshNamespacesStrict = defineCheck({
  id: 'NET-182',
  name: 'mesh-namespaces-strict',
  aspect: 'network/mesh',
  title: 'Namespaces that join the mesh of Istio are held to mutual TLS',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Add a PeerAuthentication with mode STRICT to the namespace or to istio-system.',
  toKnow: 'Ask a folder that holds the PeerAuthentications: `kubectl get peerauthentication -A -o yaml`.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    for (const mesh of meshes(objects, workloads).values()) {
      const { stage, peers, plane, policies, enrolled } = mesh;
      const joined = inOrder([...enrolled.namespaces.values()].filter(({ value }) => joinsMesh(value)));
      if (joined.length === 0) yield* nobodyJoins(peers, policies);
      const names = new Set(joined.map(({ value }) => value.name));
      for (const one of workloads) {
        if (one.stage !== stage || one.value.orchestrator !== 'kubernetes') continue;
        const { namespace, membership } = memberOf(mesh, one);
        if (!names.has(namespace) || membership.may.length > 1 || membership.may[0] !== 'none') continue;
        yield unknown(
          one,
          one.value.at,
          'stays out of the mesh that its namespace joins: what it sends and takes is not seen',
          {
            toKnow: 'Look whether it speaks TLS by itself, or let it join the mesh.',
          },
        );
      }
      for (const one of joined) {
        const ambient = one.value.labels['istio.io/dataplane-mode'] === 'ambient';
        const { mode, assumed, at, missing } = effectiveMode(
          peers,
          plane,
          { stage, namespace: one.value.name, ambient },
          undefined,
        );
        if (assumed)
          yield unknown(
            one,
            one.at,
            'joins the mesh; no PeerAuthentication that was read says how (Istio takes PERMISSIVE)',
          );
        else if (mode === 'unknown') yield unknown(one, [one.at, at ?? one.at], missing ?? 'its mode is not known');
        else if (mode === 'strict') yield pass(one, [one.at, at!]);
        else
          yield fail(
            one,
            [one.at, at!],
            `joins the mesh, which accepts plain text there (${mode === 'off' ? 'DISABLE' : 'PERMISSIVE'})`,
          );
      }
    }
  },
});

function* nobodyJoins(
  peers: readonly PeerAuthentication[],
  policies: readonly AuthorizationPolicy[],
): Generator<Judgement> {
  if (peers.length === 0) {
    for (const one of firstInOrder(policies.map(({ fact }) => fact)))
      yield unknown(one, one.at, 'no PeerAuthentication is among what was read (Istio takes PERMISSIVE)');
  }
  for (const one of firstInOrder(peers.map(({ fact }) => fact))) {
    yield unknown(one, one.at, 'no Namespace among what was read joins the mesh: for whom this holds is not seen', {
      toKnow: 'Ask a folder that holds the Namespaces: `kubectl get namespaces -o yaml`.',
    });
  }
}
