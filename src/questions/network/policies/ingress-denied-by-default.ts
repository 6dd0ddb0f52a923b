import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeDefaultDeny } from '../selection/namespaces.ts';

export const ingressDeniedByDefault = defineCheck({
  id: 'NET-123',
  name: 'ingress-denied-by-default',
  aspect: 'network/policies',
  title: 'Each namespace denies ingress by default',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.3.2' },
    { standard: 'nsa-cisa', version: '1.2', item: 'network-policies' },
  ],
  remedy:
    'Add a NetworkPolicy with an empty podSelector and policyTypes [Ingress] and no ingress rule to the namespace.',
  toKnow: 'Ask a folder that holds all policies of the namespace: `kubectl get networkpolicies -A -o yaml`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    yield* judgeDefaultDeny('ingress', workloads, objects);
  },
});
