import { containersOf, workload } from '../../../facts/workload.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const noOwnCgroupParent = defineCheck({
  id: 'HRD-635',
  name: 'no-own-cgroup-parent',
  aspect: 'hardening/guides',
  title: 'Containers stay in the control group that the engine chooses',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.25' }],
  remedy: 'Start it without `--cgroup-parent`, unless the group is meant, and has limits.',
  toKnow: 'Ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { cgroupParent } = about.container;
      if (cgroupParent === undefined) continue;
      yield judge(about, cgroupParent, (parent) => (parent === '' ? null : `is in the control group ${parent}`));
    }
  },
});
