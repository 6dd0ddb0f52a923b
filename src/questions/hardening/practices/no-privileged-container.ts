import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noPrivilegedContainer = defineCheck({
  id: 'HRD-101',
  name: 'no-privileged-container',
  aspect: 'hardening/practices',
  title: 'Containers do not run privileged',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.5' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.2' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/privileged' },
    { standard: 'nsa-cisa', version: '1.2', item: 'privileged' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy: 'Remove `privileged: true` and grant only the capability or device that is used.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      yield judge(about, container.privileged, (privileged) => (privileged ? 'runs privileged' : null));
    }
  },
});
