import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';
import { stages } from '../../../model/fact.ts';
import { pluginPolicies } from '../reachability/plugin-selection.ts';
import { isUnderstood } from '../reachability/policy-tiers.ts';
import { isForeignPolicy } from '../selection/policies.ts';

export const everyPolicyKindUnderstood = defineCheck({
  id: 'NET-129',
  name: 'every-policy-kind-understood',
  aspect: 'network/policies',
  title: 'Every policy is of a kind that Plimsoll understands',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'State what must be isolated as NetworkPolicy of networking.k8s.io as well.',
  toKnow:
    'Read the policy with the tool of the network plugin, such as `cilium-dbg policy get` or `calicoctl get policy`.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (isForeignPolicy(one) && !isUnderstood(one.value))
        yield unknown(one, one.at, `what a ${one.value.kind} selects and lets through is not understood`);
    }
    for (const stage of stages) {
      for (const { fact, fault } of pluginPolicies(objects, stage))
        if (fault !== undefined)
          yield unknown(fact, fact.at, `cannot be read: ${fault}`, { toKnow: 'Correct the policy.' });
    }
  },
});
