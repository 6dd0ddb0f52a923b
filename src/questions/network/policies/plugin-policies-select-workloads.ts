import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { stages } from '../../../model/fact.ts';
import { holdsFor, pluginPolicies, viewsOf } from '../reachability/plugin-selection.ts';
import { namespaceOf, selectable } from '../selection/policies.ts';

export const pluginPoliciesSelectWorkloads = defineCheck({
  id: 'NET-305',
  name: 'plugin-policies-select-workloads',
  aspect: 'network/policies',
  title: 'Each policy of Calico or Cilium selects a workload',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Correct the selector to labels of the Pod template and of its namespace, or remove the policy.',
  toKnow: 'Ask a folder that holds the workloads and the Namespace too.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const stage of stages) {
      const policies = pluginPolicies(objects, stage);
      if (policies.length === 0) continue;
      const viewOf = viewsOf(objects, stage);
      const pods = selectable(workloads)
        .filter((one) => one.stage === stage)
        .map((one) => viewOf(one));
      for (const { fact, parts, fault } of policies) {
        if (fault !== undefined) {
          yield unknown(fact, fact.at, `cannot be read: ${fault}`, { toKnow: 'Correct the policy.' });
          continue;
        }
        const fits = parts.flatMap((part) => pods.map((pod) => holdsFor(part, pod)));
        const own = parts.flatMap(({ subject }) => subject.map(({ namespaces }) => namespaces));
        const around = pods.filter((pod) =>
          own.some((one) => typeof one !== 'string' || namespaceOf(one) === pod.namespace),
        );
        if (fits.includes('yes')) yield pass(fact, fact.at);
        else if (around.length === 0) yield unknown(fact, fact.at, 'no workload that it could select was read');
        else if (fits.includes('maybe') || parts.length === 0)
          yield unknown(
            fact,
            fact.at,
            'whether it selects a workload is not known: labels that it asks for were not read',
          );
        else yield fail(fact, fact.at, `selects none of the ${around.length} workloads read where it counts`);
      }
    }
  },
});
