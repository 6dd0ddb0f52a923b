import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const serviceAccountByCurrentName = defineCheck({
  id: 'HRD-414',
  name: 'service-account-by-current-name',
  aspect: 'hardening/practices',
  title: 'Pods name their ServiceAccount by the field that counts',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Use `serviceAccountName`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['serviceAccount'], (about) => {
      const at = about.pod.get('serviceAccount');
      const name = at.string();
      const current = about.pod.get('serviceAccountName').string();
      if (name.value === undefined || current.why !== undefined)
        return unknown(about, [name, current], name.why ?? current.why ?? 'cannot be read');
      if (current.value === undefined || current.value === '')
        return fail(about, name, 'names its ServiceAccount by `serviceAccount`, which is deprecated');
      // The API server writes both, so that old readers find it.
      return current.value === name.value
        ? pass(about, name)
        : fail(
            about,
            [name, current],
            `\`serviceAccount\` says ${name.value}, \`serviceAccountName\` ${current.value}, which counts`,
          );
    });
  },
});
