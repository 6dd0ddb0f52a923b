import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, unknown } from '../../../model/outcome.ts';

export const cronJobBounded = defineCheck({
  id: 'HRD-437',
  name: 'cron-job-bounded',
  aspect: 'hardening/practices',
  title: 'Runs of a CronJob do not pile up',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Set `concurrencyPolicy: Forbid`, or `activeDeadlineSeconds` in the job template.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'CronJob')) {
      if (groupOf(one.value) !== 'batch') continue;
      const spec = one.value.root.get('spec');
      const at = spec.get('concurrencyPolicy');
      const policy = at.orDefault(at.string(), 'Allow', 'absent: Kubernetes takes Allow');
      const deadline = spec.down('jobTemplate', 'spec', 'activeDeadlineSeconds');
      const late = spec.get('startingDeadlineSeconds');
      // The controller looks every ten seconds (the CronJob reference says so).
      if (typeof late.value === 'number' && late.value < 10)
        yield fail(one, late.at, 'may never start: the controller looks every ten seconds');
      else if (policy.value !== undefined && !['Allow', 'Forbid', 'Replace'].includes(policy.value))
        yield unknown(one, policy, `"${policy.value}" is no policy`);
      else if (policy.value === 'Allow' && !deadline.empty) yield judge(one, deadline.number(), () => null);
      else
        yield judge(one, policy, (name) =>
          name === 'Allow' ? 'starts again while earlier runs have not ended' : null,
        );
    }
  },
});
