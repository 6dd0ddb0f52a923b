import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections } from '../reachability/inspection.ts';
import type { Inspection } from '../reachability/inspection.ts';
import type { PeerSet, TierRule } from '../reachability/tiers/tier.ts';

export const rulesMatchWorkloads = defineCheck({
  id: 'NET-201',
  name: 'rules-match-workloads',
  aspect: 'network/policies',
  title: 'The Pods that a rule of a policy names are there',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Correct the selectors of the rule to labels of Pods and Namespaces, or remove the rule.',
  toKnow: 'Ask a folder that holds the workloads and Namespaces of every namespace that the policies name.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const inspection of inspections(workloads, objects)) {
      for (const { fact, policy } of inspection.policies) {
        if (policy.doubt !== undefined) {
          yield unknown(fact, fact.at, policy.doubt);
          continue;
        }
        const rules = [...policy.ingress, ...policy.egress];
        const judged = rules.map((rule) => ({ rule, found: peersOf(rule, inspection) }));
        const empty = judged.find(({ found }) => found === 'none');
        const unsure = judged.find(({ found }) => found === 'not known');
        if (empty !== undefined) {
          yield fail(fact, empty.rule.at(), `${empty.rule.title} names Pods of which none is among what was read`);
        } else if (unsure !== undefined) {
          yield unknown(fact, unsure.rule.at(), `whether a Pod is what ${unsure.rule.title} names is not known`);
        } else yield pass(fact, fact.at);
      }
    }
  },
});

/** What becomes of the Pods that a rule names: each set of them must be there, or it does nothing. */
function peersOf({ peers }: TierRule, inspection: Inspection): 'there' | 'none' | 'not known' {
  if (peers === 'all') return 'there';
  const found = peers.map((peer) => peerOf(peer, inspection));
  return found.find((one) => one === 'none') ?? found.find((one) => one === 'not known') ?? 'there';
}

function peerOf(peer: PeerSet, inspection: Inspection): 'there' | 'none' | 'not known' {
  if (peer.kind !== 'pods') return 'there';
  const { sure, perhaps } = inspection.workloadsOf(peer.pods);
  if (sure.length > 0) return 'there';
  if (perhaps.length > 0) return 'not known';
  // Of namespaces of which nothing was read it cannot be said that none of their Pods fits.
  const looked = new Set(inspection.namespacesOf(peer.pods).map(({ name }) => name));
  return inspection.endpoints.some(({ pod }) => looked.has(pod!.namespace)) ? 'none' : 'not known';
}
