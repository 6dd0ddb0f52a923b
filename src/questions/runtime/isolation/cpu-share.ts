import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const cpuShare = defineCheck({
  id: 'RUN-132',
  name: 'cpu-share',
  aspect: 'runtime/isolation',
  title: 'Each container has its share or limit of the CPU',
  severity: 'low',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.12' },
    { standard: 'nsa-cisa', version: '1.2', item: 'resource-limits' },
  ],
  remedy: 'Set `resources.requests.cpu` or `resources.limits.cpu`, or `cpus` in Compose.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      if ((container.cpuRequest.value ?? 0) > 0) {
        yield pass(about, container.cpuRequest);
        continue;
      }
      yield judge(about, container.cpuLimit, (most) => (most > 0 ? null : 'has no limit and no share of the CPU'));
    }
  },
});
