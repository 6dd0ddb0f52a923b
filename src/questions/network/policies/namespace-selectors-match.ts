import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections } from '../reachability/inspection.ts';
import type { PodSet, TierPolicy } from '../reachability/tiers/tier.ts';

export const namespaceSelectorsMatch = defineCheck({
  id: 'NET-203',
  name: 'namespace-selectors-match',
  aspect: 'network/policies',
  title: 'A namespace has the labels that a policy asks of namespaces',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Correct the selector to labels that the Namespace has; each has kubernetes.io/metadata.name.',
  toKnow: 'Ask a folder that holds the Namespaces too: `kubectl get namespaces -o yaml`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const inspection of inspections(workloads, objects)) {
      for (const { fact, policy } of inspection.policies) {
        const asked = setsOf(policy).filter(
          ({ namespaces }) => typeof namespaces !== 'string' && namespaces.length > 0,
        );
        if (asked.length === 0 || policy.doubt !== undefined) continue;
        const found = asked.map((set) => inspection.namespacesOf(set));
        const none = found.find((namespaces) => namespaces.length === 0);
        const said = 'a namespaceSelector of it fits no namespace';
        if (none !== undefined && inspection.namespacesRead) yield fail(fact, fact.at, `${said} that was read`);
        else if (found.every((namespaces) => namespaces.some(({ fit }) => fit === 'yes'))) yield pass(fact, fact.at);
        else yield unknown(fact, fact.at, 'the labels of the namespaces that it asks for are not among what was read');
      }
    }
  },
});

function setsOf({ subject, ingress, egress }: TierPolicy): PodSet[] {
  const peers = [...ingress, ...egress].flatMap((rule) => (rule.peers === 'all' ? [] : rule.peers));
  return [...subject, ...peers.flatMap((peer) => (peer.kind === 'pods' ? [peer.pods] : []))];
}
