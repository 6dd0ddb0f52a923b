import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noHostUts = defineCheck({
  id: 'RUN-124',
  name: 'no-host-uts',
  aspect: 'runtime/isolation',
  title: 'Workloads do not share the host name of the host',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.21' }],
  remedy: 'Remove `uts: host`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const { value, ...about } of workloads) {
      // Kubernetes has no such setting.
      if (value.orchestrator === 'kubernetes') continue;
      yield judge(about, value.hostUts, (shared) => (shared ? 'shares the host and domain name of the host' : null));
    }
  },
});
