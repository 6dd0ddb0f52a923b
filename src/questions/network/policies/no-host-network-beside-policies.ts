import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noHostNetworkBesidePolicies = defineCheck({
  id: 'NET-127',
  name: 'no-host-network-beside-policies',
  aspect: 'network/policies',
  title: 'Pods are on the Pod network, where NetworkPolicies hold',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-namespaces' },
    { standard: 'nsa-cisa', version: '1.2', item: 'network-policies' },
  ],
  remedy: 'Remove `hostNetwork: true`, or guard the node itself with rules of its own.',
  toKnow: 'Ask the manifest of the Pod.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const one of workloads) {
      if (one.value.orchestrator !== 'kubernetes') continue;
      yield judge(one, one.value.hostNetwork, (host) =>
        host ? 'shares the network of its node: no NetworkPolicy holds for it' : null,
      );
    }
  },
});
