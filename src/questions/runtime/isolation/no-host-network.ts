import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noHostNetwork = defineCheck({
  id: 'RUN-123',
  name: 'no-host-network',
  aspect: 'runtime/isolation',
  title: 'Workloads do not share the network of the host',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.10' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-namespaces' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.5' },
    { standard: 'nsa-cisa', version: '1.2', item: 'host-namespaces' },
  ],
  remedy: 'Remove `hostNetwork: true` or `network_mode: host`, and publish the ports that are needed.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      yield judge(about, value.hostNetwork, (shared) => (shared ? 'shares the network of the host' : null));
    }
  },
});
