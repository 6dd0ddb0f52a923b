import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { policy } from '../../../facts/policy.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cniProfile } from '../reachability/cni/profile.ts';
import { firstInOrder } from '../selection/order.ts';
import { isForeignPolicy, networkPolicies } from '../selection/policies.ts';

export const policiesEnforced = defineCheck({
  id: 'NET-301',
  name: 'policies-enforced',
  aspect: 'network/policies',
  title: 'A network plugin enforces the policies',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Take a network plugin that enforces policies, or add an agent that does; tell Cilium to enforce them.',
  toKnow:
    'Ask the cluster: `plimsoll ask kube:`, or the manifests of its network plugin beside the policies; or name it in plimsoll.yaml: `network: { plugin: calico }`.',
  needs: { workloads: workload, objects: kubernetesObject, decisions: policy },
  *evaluate({ workloads, objects, decisions }) {
    const named = decisions.map(({ value }) => value.networkPlugin).find((one) => one?.value !== undefined);
    const policies = [...networkPolicies(objects).map(({ fact }) => fact), ...objects.filter(isForeignPolicy)];
    for (const [stage, own] of Map.groupBy(policies, (one) => one.stage)) {
      // The plugin is one for the cluster: one outcome, about the first policy.
      const [first] = firstInOrder(own);
      if (first === undefined) continue;
      const { cni, enforces, because, at } = cniProfile(workloads, objects, stage);
      const places = [first.at, ...at];
      const several = own.length === 1 ? '' : ` (${own.length} policies)`;
      // The user's word counts where no plugin was seen at all.
      if (cni === undefined && enforces === 'unknown' && named !== undefined) {
        const told = [first.at, named.at];
        yield named.value === 'none'
          ? fail(first, told, `is not enforced${several}: plimsoll.yaml names no network plugin that does`)
          : pass(first, told, `plimsoll.yaml names ${named.value} as the network plugin`);
      } else if (enforces === 'yes') yield pass(first, places, because);
      else if (enforces === 'no') yield fail(first, places, `is not enforced${several}: ${because}`);
      else yield unknown(first, places, `whether it is enforced is not known${several}: ${because}`);
    }
  },
});
