import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeSelected } from '../selection/selected.ts';

export const egressSelected = defineCheck({
  id: 'NET-122',
  name: 'egress-selected',
  aspect: 'network/policies',
  title: 'A NetworkPolicy selects each workload for egress',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.3.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.3' },
    { standard: 'nsa-cisa', version: '1.2', item: 'network-policies' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.2' },
  ],
  remedy: 'Add a NetworkPolicy whose podSelector matches the Pods and whose policyTypes hold Egress.',
  toKnow: 'Ask a folder that holds all policies of the namespace: `kubectl get networkpolicies -A -o yaml`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    yield* judgeSelected('egress', workloads, objects);
  },
});
