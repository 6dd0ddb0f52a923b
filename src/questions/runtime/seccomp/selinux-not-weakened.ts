import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';
import { isAbsent } from '../confinement/is-absent.ts';

/** Types that Pod Security's baseline allows; the empty one is the runtime's own choice. */
const confined = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

export const selinuxNotWeakened = defineCheck({
  id: 'RUN-154',
  name: 'selinux-not-weakened',
  aspect: 'runtime/seccomp',
  title: 'SELinux labels are neither switched off nor replaced',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.3' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/selinux' },
    { standard: 'nsa-cisa', version: '1.2', item: 'hardened-applications' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy: 'Remove `label=disable`, and let the runtime choose user, role and type; set at most the level.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      const { privileged, seLinux } = container;
      // Containers that are privileged get the type spc_t, which confines nothing, or no label.
      if (isAbsent(seLinux) && privileged.value !== false)
        yield judge(about, privileged, () => 'runs privileged, which takes its SELinux label away');
      else if (isAbsent(seLinux)) yield pass(about, seLinux, 'nothing replaces the label of the runtime');
      else {
        yield judge(about, seLinux, ({ disabled, type = '', user = '', role = '' }) => {
          if (disabled) return 'switches SELinux labels off';
          if (!confined.has(type)) return `runs as the SELinux type ${type}`;
          return user === '' && role === '' ? null : 'sets the user or role of its SELinux label';
        });
      }
    }
  },
});
