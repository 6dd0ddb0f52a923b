import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { firstInOrder } from '../selection/order.ts';
import { joinsMesh, modeIn, peerAuthentications } from '../istio/peer-authentication.ts';

export const meshNamespacesStrict = defineCheck({
  id: 'NET-182',
  name: 'mesh-namespaces-strict',
  aspect: 'network/mesh',
  title: 'Namespaces that join the mesh of Istio are held to mutual TLS',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Add a PeerAuthentication with mode STRICT to the namespace or to istio-system.',
  toKnow: 'Ask a folder that holds the PeerAuthentications: `kubectl get peerauthentication -A -o yaml`.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const all = peerAuthentications(objects);
    const authorizing = objects.filter(
      ({ value }) => value.kind === 'AuthorizationPolicy' && value.apiVersion.startsWith('security.istio.io/'),
    );
    if (all.length === 0 && !objects.some(({ value }) => joinsMesh(value))) {
      for (const one of firstInOrder(authorizing))
        yield unknown(one, one.at, 'no PeerAuthentication is among what was read (Istio takes PERMISSIVE)');
    }
    for (const one of objects) {
      if (!joinsMesh(one.value)) continue;
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
