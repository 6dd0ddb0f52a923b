import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { sysctlsSince37 } from '../pod-security/allowed.ts';

export const noUnsafeSysctls = defineCheck({
  id: 'HRD-105',
  name: 'no-unsafe-sysctls',
  aspect: 'hardening/practices',
  title: 'Only kernel settings that belong to the container alone are changed',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'pod-security', version: 'v1.37', item: 'baseline/sysctls' }],
  remedy: 'Remove the setting, or set it on the host for all.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      yield judge(about, container.sysctls, (all) => {
        const unsafe = all.map(({ name }) => name).filter((name) => !sysctlsSince37.has(name));
        return unsafe.length === 0 ? null : `sets ${unsafe.join(', ')}`;
      });
    }
  },
});
