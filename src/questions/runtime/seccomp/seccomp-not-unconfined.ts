import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const seccompNotUnconfined = defineCheck({
  id: 'RUN-151',
  name: 'seccomp-not-unconfined',
  aspect: 'runtime/seccomp',
  title: 'Seccomp is not switched off',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.22' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/seccomp' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.6.2' },
    { standard: 'nsa-cisa', version: '1.2', item: 'hardened-applications' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy:
    'Remove `Unconfined` or `seccomp=unconfined`, and do not run privileged; where one system call is missing, write a profile that allows it.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      const { privileged, seccomp } = container;
      if (privileged.value !== false)
        yield judge(about, privileged, () => 'runs privileged, which switches seccomp off');
      else {
        yield judge(about, seccomp, ({ type }) =>
          type === 'unconfined' ? 'may call every system call of the kernel' : null,
        );
      }
    }
  },
});
