import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const memoryLimit = defineCheck({
  id: 'RUN-131',
  name: 'memory-limit',
  aspect: 'runtime/isolation',
  title: 'Memory of each container is limited',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.11' },
    { standard: 'nsa-cisa', version: '1.2', item: 'resource-limits' },
  ],
  remedy: 'Set `resources.limits.memory`, `mem_limit` or `deploy.resources.limits.memory`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      yield judge(about, container.memoryLimit, (most) => (most > 0 ? null : 'has no limit of memory'));
    }
  },
});
