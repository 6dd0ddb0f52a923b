import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const memoryRequested = defineCheck({
  id: 'HRD-419',
  name: 'memory-requested',
  aspect: 'hardening/practices',
  title: 'The memory that a container needs is kept free for it',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Set `resources.requests.memory`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { role, memoryRequest } = about.container;
      // Ephemeral containers may have no resources, and init containers end before the others start.
      if (role === 'init' || role === 'ephemeral') continue;
      yield judge(about, memoryRequest, (bytes) => (bytes > 0 ? null : 'requests no memory'));
    }
  },
});
