import { judgeContainers } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const notInteractive = defineCheck({
  id: 'HRD-409',
  name: 'not-interactive',
  aspect: 'hardening/practices',
  title: 'Containers wait for nobody at a terminal',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Remove `stdin: true` and `tty: true`; `kubectl exec -it` and `kubectl debug -it` bring their own.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgeContainers(workloads, ['stdin', 'tty'], (about) => {
      const said = [about.spec.get('stdin'), about.spec.get('tty')]
        .filter(({ empty }) => !empty)
        .map((at) => at.boolean());
      const open = said.find(({ value }) => value !== false);
      return open === undefined ? about.fine : judge(about, open, () => 'waits for somebody at a terminal');
    });
  },
});
