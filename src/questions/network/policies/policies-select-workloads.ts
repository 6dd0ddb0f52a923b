import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { elsewhere, namespaceOf, networkPolicies, policySelects, selectable } from '../selection/policies.ts';

export const policiesSelectWorkloads = defineCheck({
  id: 'NET-128',
  name: 'policies-select-workloads',
  aspect: 'network/policies',
  title: 'Each NetworkPolicy selects a workload',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Correct the podSelector to labels of the Pod template, or remove the policy.',
  toKnow: 'Ask a folder that holds the workloads of the namespace too.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const groups = Map.groupBy(selectable(workloads), ({ stage, value }) => `${stage} ${namespaceOf(value.namespace)}`);
    for (const policy of networkPolicies(objects)) {
      const { fact, selector, namespace } = policy;
      const around = groups.get(`${fact.stage} ${namespace}`) ?? [];
      if (selector.value === undefined) {
        yield unknown(fact, selector, selector.why ?? 'its podSelector cannot be read', {
          toKnow: 'Correct the selector; `kubectl apply --dry-run=server` names the fault.',
        });
      } else if (selector.value.length === 0) yield pass(fact, selector, 'selects every Pod of its namespace');
      else if (around.length === 0) yield unknown(fact, selector, `no workload of namespace ${namespace} was read`);
      else {
        const selected = around.map((one) => policySelects(policy, one));
        if (selected.includes(true)) yield pass(fact, selector);
        else if (selected.includes(undefined))
          yield unknown(fact, selector, elsewhere, {
            toKnow: 'State metadata.namespace in the policy and in the workloads.',
          });
        else
          yield fail(fact, selector, `selects none of the ${around.length} workloads read in namespace ${namespace}`);
      }
    }
  },
});
