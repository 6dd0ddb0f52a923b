import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { meshes } from '../reachability/mesh/mesh.ts';
import { effectiveMode } from '../reachability/mesh/peer-authentication.ts';

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
    for (const { stage, plane, peers } of meshes(objects, none).values()) {
      for (const { fact, level, mode, ports } of peers) {
        if (level === 'ignored') {
          yield fail(
            fact,
            fact.at,
            `has a selector in ${plane.rootNamespace}, where Istio looks at none with a selector`,
          );
          continue;
        }
        const { namespace } = fact.value;
        const inherited =
          mode.value === 'UNSET' && level !== 'mesh'
            ? effectiveMode(peers, plane, { stage, namespace }, undefined)
            : undefined;
        const at = inherited?.at === undefined ? mode : { value: undefined, at: inherited.at };
        const own = { STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'off', UNSET: 'permissive' } as const;
        const effective = inherited?.mode ?? (mode.value === undefined ? 'unknown' : own[mode.value]);
        if (inherited?.assumed === true)
          yield unknown(fact, mode, 'inherits its mode, and that of the mesh is not among what was read');
        else if (effective === 'unknown')
          yield unknown(fact, at, inherited?.missing ?? mode.why ?? 'its mode cannot be read');
        else if (effective === 'strict') yield pass(fact, at);
        else if (effective === 'off') yield fail(fact, at, 'switches mutual TLS off');
        else yield fail(fact, at, 'accepts plain text beside mutual TLS (PERMISSIVE)');
        // Ports count where a selector chooses workloads, and nowhere else.
        for (const { port, mode: single } of level === 'workload' ? ports : []) {
          if (single.value === undefined) yield unknown(fact, single, `port ${port}: ${single.why}`);
          else if (single.value === 'DISABLE' || single.value === 'PERMISSIVE') {
            yield fail(fact, single, `port ${port} accepts plain text (${single.value})`, { severity: 'medium' });
          }
        }
      }
    }
  },
});

const none: readonly Fact<Workload>[] = [];
