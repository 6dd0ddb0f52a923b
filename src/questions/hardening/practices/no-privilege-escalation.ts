import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noPrivilegeEscalation = defineCheck({
  id: 'HRD-102',
  name: 'no-privilege-escalation',
  aspect: 'hardening/practices',
  title: 'Processes cannot gain more rights than they were started with',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.26' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/privilege-escalation' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.6' },
    { standard: 'nsa-cisa', version: '1.2', item: 'privilege-escalation' },
  ],
  remedy: 'Set `allowPrivilegeEscalation: false`, or `no-new-privileges` in `security_opt`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      yield judge(about, container.allowPrivilegeEscalation, (allowed) =>
        allowed ? 'a setuid program may make it root' : null,
      );
    }
  },
});
