import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge } from '../../../model/outcome.ts';

export const jobCleanedUp = defineCheck({
  id: 'HRD-436',
  name: 'job-cleaned-up',
  aspect: 'hardening/practices',
  title: 'Jobs that are done are removed',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Set `ttlSecondsAfterFinished`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'Job')) {
      // The CronJob that made it removes it (its history limits).
      if (groupOf(one.value) !== 'batch' || !one.value.root.down('metadata', 'ownerReferences').empty) continue;
      const ttl = one.value.root.down('spec', 'ttlSecondsAfterFinished');
      if (ttl.empty) yield fail(one, one.at, 'stays for ever when it is done');
      else yield judge(one, ttl.number(), () => null);
    }
  },
});
