import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections } from '../reachability/inspection.ts';

export const policyPrioritiesDistinct = defineCheck({
  id: 'NET-206',
  name: 'policy-priorities-distinct',
  aspect: 'network/policies',
  title: 'Cluster-wide policies that may meet have different priorities',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Give each policy of a tier a priority of its own.',
  toKnow: 'Correct spec.priority of the policy: a whole number from 0 to 1000.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const { policies } of inspections(workloads, objects)) {
      const tiers = policies.filter(({ tier }) => tier !== 'NetworkPolicy');
      const groups = Map.groupBy(tiers, ({ tier, policy }) => `${tier} ${policy.priority}`);
      for (const { fact, policy, tier } of tiers) {
        if (policy.doubt !== undefined) {
          yield unknown(fact, fact.at, policy.doubt);
          continue;
        }
        const others = groups.get(`${tier} ${policy.priority}`)!.filter((one) => one.fact !== fact);
        const meets = others.filter((one) =>
          (['ingress', 'egress'] as const).some((side) => policy[side].length > 0 && one.policy[side].length > 0),
        );
        if (meets.length === 0) yield pass(fact, fact.at);
        else {
          const names = meets
            .map((one) => one.policy.title)
            .toSorted()
            .join(', ');
          yield fail(fact, fact.at, `has priority ${policy.priority}, as ${names}: which goes first is not defined`);
        }
      }
    }
  },
});
