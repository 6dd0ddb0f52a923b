import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

export const readinessAsked = defineCheck({
  id: 'HRD-422',
  name: 'readiness-asked',
  aspect: 'hardening/practices',
  title: 'Something asks whether a container can serve before traffic reaches it',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Add a `readinessProbe` that asks the container itself.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { spec, container } = about;
      // Without a declared port nothing is known to send traffic to it, and jobs serve none.
      if (container.role !== 'main' || container.ports.length === 0 || ['Job', 'CronJob'].includes(about.subject.kind))
        continue;
      if (spec.lacks('readinessProbe')) yield fail(about, container.at, 'gets traffic as soon as it runs');
      else {
        const probe = spec.get('readinessProbe');
        yield probe.isMap ? about.fine : unknown(about, probe.at, 'readinessProbe is no mapping');
      }
    }
  },
});
