import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { modeIn, peerAuthentications, rootNamespace } from '../istio/peer-authentication.ts';

export const peerAuthenticationStrict = defineCheck({
  id: 'NET-181',
  name: 'peer-authentication-strict',
  aspect: 'network/mesh',
  title: 'Each PeerAuthentication of Istio demands mutual TLS',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Set `mtls.mode: STRICT`, and make exceptions for single ports of single workloads only.',
  toKnow: 'Ask a folder that holds the PeerAuthentication of the root namespace too.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const all = peerAuthentications(objects);
    for (const { fact, level, mode, ports } of all) {
      if (level === 'ignored') {
        yield fail(fact, fact.at, `has a selector in ${rootNamespace}, where Istio looks at none with a selector`);
        continue;
      }
      const effective =
        mode.value === 'UNSET' && level !== 'mesh' ? modeIn(all, fact.stage, fact.value.namespace) : mode;
      if (effective === undefined)
        yield unknown(fact, mode, 'inherits its mode, and that of the mesh is not among what was read');
      else if (effective.value === undefined)
        yield unknown(fact, effective, effective.why ?? 'its mode cannot be read');
      else if (effective.value === 'STRICT') yield pass(fact, effective);
      else if (effective.value === 'DISABLE') yield fail(fact, effective, 'switches mutual TLS off');
      else yield fail(fact, effective, 'accepts plain text beside mutual TLS (PERMISSIVE)');
      for (const { port, mode: own } of ports) {
        if (own.value === undefined) yield unknown(fact, own, `port ${port}: ${own.why}`);
        else if (own.value === 'DISABLE' || own.value === 'PERMISSIVE') {
          yield fail(fact, own, `port ${port} accepts plain text (${own.value})`, { severity: 'medium' });
        }
      }
    }
  },
});
