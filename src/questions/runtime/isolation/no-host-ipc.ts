import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noHostIpc = defineCheck({
  id: 'RUN-122',
  name: 'no-host-ipc',
  aspect: 'runtime/isolation',
  title: 'Workloads do not share the memory segments of the host',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.17' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-namespaces' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.4' },
    { standard: 'nsa-cisa', version: '1.2', item: 'host-namespaces' },
  ],
  remedy:
    'Remove `hostIPC: true` or `ipc: host`; containers that must share memory can share a namespace of their own.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      yield judge(about, value.hostIpc, (shared) => (shared ? 'shares the inter-process memory of the host' : null));
    }
  },
});
