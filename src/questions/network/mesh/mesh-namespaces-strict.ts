import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { firstInOrder } from '../selection/order.ts';
import { joinsMesh, leavesMesh, modeIn, peerAuthentications } from '../istio/peer-authentication.ts';

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
    const all = peerAuthentications(objects);
    const authorizing = objects.filter(
      ({ value }) => value.kind === 'AuthorizationPolicy' && value.apiVersion.startsWith('security.istio.io/'),
    );
    if (all.length === 0 && !objects.some(({ value }) => joinsMesh(value))) {
      for (const one of firstInOrder(authorizing))
        yield unknown(one, one.at, 'no PeerAuthentication is among what was read (Istio takes PERMISSIVE)');
    }
    const joined = objects.filter(({ value }) => joinsMesh(value));
    const judged = all.map(({ fact }) => fact);
    for (const one of joined.length === 0 ? firstInOrder(judged) : []) {
      yield unknown(one, one.at, 'no Namespace among what was read joins the mesh: for whom this holds is not seen', {
        toKnow: 'Ask a folder that holds the Namespaces: `kubectl get namespaces -o yaml`.',
      });
    }
    const names = new Set(joined.map(({ stage, value }) => `${stage} ${value.name}`));
    for (const one of workloads) {
      const { namespace = 'default', orchestrator } = one.value;
      if (orchestrator !== 'kubernetes' || !names.has(`${one.stage} ${namespace}`) || !leavesMesh(one.value)) continue;
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
      const mode = modeIn(all, one.stage, one.value.name);
      if (mode?.value === undefined)
        yield unknown(
          one,
          one.at,
          'joins the mesh; no PeerAuthentication that was read says how (Istio takes PERMISSIVE)',
        );
      else if (mode.value === 'STRICT') yield pass(one, [one.at, mode.at]);
      else yield fail(one, [one.at, mode.at], `joins the mesh, which accepts plain text there (${mode.value})`);
    }
  },
});
