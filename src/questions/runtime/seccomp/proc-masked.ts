import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const procMasked = defineCheck({
  id: 'RUN-155',
  name: 'proc-masked',
  aspect: 'runtime/seccomp',
  title: 'The dangerous parts of /proc and /sys stay masked',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'pod-security', version: 'v1.37', item: 'baseline/proc-mount' }],
  remedy: 'Remove `procMount: Unmasked` or `systempaths=unconfined`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload } = about;
      const { privileged, procMount } = container;
      if (privileged.value !== false) {
        yield judge(about, privileged, () => 'runs privileged, which unmasks /proc and /sys');
        continue;
      }
      // Kubernetes asks for a user namespace with it, which takes most of the harm away.
      const extra = workload.userNamespace.value === true ? { severity: 'low' as const } : {};
      const fault = (mount: string): string | null => (mount === 'Unmasked' ? 'sees /proc and /sys unmasked' : null);
      yield judge(about, procMount, fault, extra);
    }
  },
});
