import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const ownProcessIds = defineCheck({
  id: 'RUN-402',
  name: 'own-process-ids',
  aspect: 'runtime/isolation',
  title: 'Containers of a Pod do not see the processes of each other',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Remove `shareProcessNamespace: true`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['shareProcessNamespace'], (about) =>
      judge(about, about.pod.get('shareProcessNamespace').boolean(), (shared) =>
        shared ? 'its containers share their process ids' : null,
      ),
    );
  },
});
