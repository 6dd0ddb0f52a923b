import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';
import { isAbsent } from '../confinement/is-absent.ts';

export const apparmorNotUnconfined = defineCheck({
  id: 'RUN-153',
  name: 'apparmor-not-unconfined',
  aspect: 'runtime/seccomp',
  title: 'AppArmor is not switched off',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.2' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/apparmor' },
    { standard: 'nsa-cisa', version: '1.2', item: 'hardened-applications' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy: 'Remove `Unconfined` or `apparmor=unconfined`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      const { privileged, appArmor } = container;
      if (privileged.value !== false)
        yield judge(about, privileged, () => 'runs privileged, which switches AppArmor off');
      else if (isAbsent(appArmor)) yield pass(about, appArmor, 'nothing switches it off');
      else yield judge(about, appArmor, ({ type }) => (type === 'unconfined' ? 'switches AppArmor off' : null));
    }
  },
});
