import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noDebugContainer = defineCheck({
  id: 'RUN-403',
  name: 'no-debug-container',
  aspect: 'runtime/isolation',
  title: 'No debug container is left in a Pod',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Delete the Pod, so that its controller makes it anew: ephemeral containers cannot be removed.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['ephemeralContainers'], (about) => {
      const list = about.pod.get('ephemeralContainers');
      const names = list.items().map((item) => item.get('name').text().value ?? '(unnamed)');
      if (!list.isList) return unknown(about, list.at, 'ephemeralContainers is no list');
      return names.length === 0
        ? pass(about, list.at)
        : fail(about, list.at, `${names.join(', ')}: somebody attached to it with tools of his own`);
    });
  },
});
