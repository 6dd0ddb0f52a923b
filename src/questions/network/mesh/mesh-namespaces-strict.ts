import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { membersOf } from '../reachability/mesh/held.ts';
import { joinsMesh } from '../reachability/mesh/membership.ts';
import { memberOf, modeAt } from '../reachability/mesh/member.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import { effectiveMode, type EffectiveMode } from '../reachability/mesh/peer-authentication.ts';
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
      const { stage, peers, plane, enrolled } = mesh;
      const joined = inOrder([...enrolled.namespaces.values()].filter(({ value }) => joinsMesh(value)));
      if (joined.length === 0) yield* nobodyJoins(mesh);
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
        const mode = effectiveMode(peers, plane, { stage, namespace: one.value.name, ambient }, undefined);
        yield judgeMode(one, one.at, mode);
      }
      // Workloads that join by themselves, in a namespace that does not.
      for (const { fact, namespace, membership } of membersOf(mesh, workloads).all) {
        const [kind] = membership.may;
        if (names.has(namespace) || membership.may.length > 1 || membership.gateway) continue;
        if (kind !== 'sidecar' && kind !== 'ambient') continue;
        yield judgeMode(fact, fact.value.at, modeAt(mesh, memberOf(mesh, fact), kind === 'ambient', undefined));
      }
    }
  },
});

function judgeMode(about: About, own: Evidence, { mode, assumed, at, missing }: EffectiveMode): Judgement {
  const evidence = at === undefined ? [own] : [own, at];
  if (assumed)
    return unknown(about, own, 'joins the mesh; no PeerAuthentication that was read says how (Istio takes PERMISSIVE)');
  if (mode === 'unknown') return unknown(about, evidence, missing ?? 'its mode is not known');
  if (mode === 'strict') return pass(about, evidence);
  const written = mode === 'off' ? 'DISABLE' : 'PERMISSIVE';
  return fail(about, evidence, `joins the mesh, which accepts plain text there (${written})`);
}

function* nobodyJoins({ peers, policies, rules }: Mesh): Generator<Judgement> {
  if (peers.length === 0) {
    const others = (policies.length === 0 ? rules : policies).map(({ fact }) => fact);
    for (const one of firstInOrder(others))
      yield unknown(one, one.at, 'no PeerAuthentication is among what was read (Istio takes PERMISSIVE)');
  }
  for (const one of firstInOrder(peers.map(({ fact }) => fact))) {
    yield unknown(one, one.at, 'no Namespace among what was read joins the mesh: for whom this holds is not seen', {
      toKnow: 'Ask a folder that holds the Namespaces: `kubectl get namespaces -o yaml`.',
    });
  }
}
