import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineCgroupParentDefault = defineCheck({
  id: 'HRD-607',
  name: 'engine-cgroup-parent-default',
  aspect: 'hardening/guides',
  title: 'Containers are in the control group that the engine chooses',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.11' }],
  remedy: 'Remove `cgroup-parent` from daemon.json unless the group is meant, and has limits.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.cgroupParent, (parent) =>
        parent === '' ? null : `it puts containers into the control group ${parent}`,
      );
    }
  },
});
