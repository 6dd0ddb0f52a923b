import { podsOf } from '../../../facts/pod.ts';
import { type Container, workload } from '../../../facts/workload.ts';
import { parseQuantity } from '../../../formats/kubernetes-quantity/quantity.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';

export const ephemeralStorageLimited = defineCheck({
  id: 'HRD-420',
  name: 'ephemeral-storage-limited',
  aspect: 'hardening/practices',
  title: 'What containers write to the disk of their node is limited',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Set `resources.limits.ephemeral-storage`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      let open: Container | undefined;
      let unread: Seen<string> | undefined;
      for (const container of about.workload.containers) {
        if (container.role === 'ephemeral' || container.spec === undefined) continue;
        const limit = container.spec.down('resources', 'limits', 'ephemeral-storage');
        if (limit.empty) open ??= container;
        else {
          const text = limit.text();
          const size = text.value === undefined ? undefined : parseQuantity(text.value);
          if (size === undefined) unread ??= text;
          else if (size <= 0) open ??= container;
        }
      }
      if (open !== undefined) yield fail(about, open.at, `container ${open.name} may fill the disk of its node`);
      else if (unread !== undefined) yield unknown(about, unread, unread.why ?? 'the limit is no quantity');
      else yield pass(about, about.workload.at);
    }
  },
});
