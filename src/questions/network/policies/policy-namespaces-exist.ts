import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections } from '../reachability/inspection.ts';

export const policyNamespacesExist = defineCheck({
  id: 'NET-205',
  name: 'policy-namespaces-exist',
  aspect: 'network/policies',
  title: 'Each NetworkPolicy is in a namespace that exists',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Correct metadata.namespace of the policy, or create the namespace.',
  toKnow: 'Ask a folder that holds the Namespaces too: `kubectl get namespaces -o yaml`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const { policies, namespaces, namespacesRead } of inspections(workloads, objects)) {
      for (const { fact, policy, tier } of policies) {
        const [set] = policy.subject;
        if (tier !== 'NetworkPolicy' || typeof set?.namespaces !== 'string') continue;
        const name = set.namespaces;
        // Each cluster has these from its start (kubernetes/kubernetes, system namespaces controller).
        if (namespaces.has(name) || ['default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name))
          yield pass(fact, fact.at);
        else if (namespacesRead) yield fail(fact, fact.at, `namespace ${name} is not among those that were read`);
        else yield unknown(fact, fact.at, `nothing else of namespace ${name} was read, nor any Namespace`);
      }
    }
  },
});
