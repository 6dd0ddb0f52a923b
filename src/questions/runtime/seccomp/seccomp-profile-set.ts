import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge } from '../../../model/outcome.ts';

export const seccompProfileSet = defineCheck({
  id: 'RUN-152',
  name: 'seccomp-profile-set',
  aspect: 'runtime/seccomp',
  title: 'A seccomp profile is set',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.22' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/seccomp' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.6.2' },
    { standard: 'nsa-cisa', version: '1.2', item: 'hardened-applications' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy: 'Set `seccompProfile: { type: RuntimeDefault }` for the Pod or the container.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload } = about;
      const { privileged, seccomp } = container;
      if (privileged.value !== false)
        yield judge(about, privileged, () => 'runs privileged, which switches seccomp off');
      else if (seccomp.value === undefined && workload.orchestrator === 'kubernetes') {
        // Whatever the kubelet does by default: this Pod does not ask for a profile that is known.
        yield fail(about, seccomp, seccomp.why ?? 'sets no seccomp profile');
      } else yield judge(about, seccomp, ({ type }) => (type === 'unconfined' ? 'switches seccomp off' : null));
    }
  },
});
