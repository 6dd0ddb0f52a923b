import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noHostPid = defineCheck({
  id: 'RUN-121',
  name: 'no-host-pid',
  aspect: 'runtime/isolation',
  title: 'Workloads do not share the process ids of the host',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.16' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-namespaces' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.3' },
    { standard: 'nsa-cisa', version: '1.2', item: 'host-namespaces' },
  ],
  remedy: 'Remove `hostPID: true` or `pid: host`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      yield judge(about, value.hostPid, (shared) => (shared ? 'shares the process ids of the host' : null));
    }
  },
});
