import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const pidsLimit = defineCheck({
  id: 'RUN-133',
  name: 'pids-limit',
  aspect: 'runtime/isolation',
  title: 'The number of processes of each container is limited',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.29' }],
  remedy: 'Set `pids_limit`, or `deploy.resources.limits.pids`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload } = about;
      // In Kubernetes this is a setting of the kubelet, the same for all Pods of a node.
      if (workload.orchestrator === 'kubernetes') continue;
      yield judge(about, container.pidsLimit, (most) => (most > 0 ? null : 'may start any number of processes'));
    }
  },
});
