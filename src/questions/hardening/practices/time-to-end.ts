import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, unknown } from '../../../model/outcome.ts';

export const timeToEnd = defineCheck({
  id: 'HRD-440',
  name: 'time-to-end',
  aspect: 'hardening/practices',
  title: 'Containers get time to end',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Remove `terminationGracePeriodSeconds: 0`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['terminationGracePeriodSeconds'], (about) => {
      const seconds = about.pod.get('terminationGracePeriodSeconds').number();
      if (seconds.value !== undefined && seconds.value < 0) return unknown(about, seconds, 'is below zero');
      return judge(about, seconds, (value) => (value === 0 ? 'is killed without a word' : null));
    });
  },
});
