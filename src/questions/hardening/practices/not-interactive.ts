import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

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
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { spec, container } = about;
      if (spec.lacks('stdin') && spec.lacks('tty')) {
        yield pass(about, container.at);
        continue;
      }
      const said = [spec.get('stdin'), spec.get('tty')].filter(({ empty }) => !empty).map((at) => at.boolean());
      const open = said.find(({ value }) => value !== false)!;
      yield open === undefined ? pass(about, said) : judge(about, open, () => 'waits for somebody at a terminal');
    }
  },
});
