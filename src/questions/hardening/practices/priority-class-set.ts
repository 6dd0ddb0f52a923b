import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge } from '../../../model/outcome.ts';

export const priorityClassSet = defineCheck({
  id: 'HRD-431',
  name: 'priority-class-set',
  aspect: 'hardening/practices',
  title: 'Workloads say how much they matter when room runs short',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Set `priorityClassName`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { pod, subject } = about;
      // Bare Pods and jobs are judged by other checks; what is live has its number filled in.
      if (['Pod', 'Job', 'CronJob'].includes(subject.kind)) continue;
      if (pod.lacks('priorityClassName'))
        yield fail(about, about.workload.at, 'has the priority that the cluster gives by default');
      else
        yield judge(about, pod.get('priorityClassName').string(), (name) =>
          name === '' ? 'names no priority class' : null,
        );
    }
  },
});
