import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const systemNamespacesLeftAlone = defineCheck({
  id: 'HRD-441',
  name: 'system-namespaces-left-alone',
  aspect: 'hardening/practices',
  title: 'Workloads keep out of the namespaces of the system',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'namespaces' }],
  remedy: 'Move it to a namespace of its own.',
  toKnow: 'State the namespace in the manifest.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { pod, workload: owner } = about;
      if (owner.namespace === 'kube-public' || owner.namespace === 'kube-node-lease')
        yield fail(about, owner.at, `runs in ${owner.namespace}, where nothing runs`);
      else if (owner.namespace !== 'kube-system') yield about.fine;
      else {
        const priority = pod.get('priorityClassName');
        // Only what is critical for the cluster may have these; a ResourceQuota holds them to kube-system.
        if (typeof priority.value === 'string' && /^system-(cluster|node)-critical$/.test(priority.value))
          yield pass(about, priority.at);
        else if (!priority.empty && typeof priority.value !== 'string')
          yield unknown(about, priority.at, 'priorityClassName is no text');
        else yield fail(about, owner.at, 'runs in kube-system and is not critical for the cluster');
      }
    }
  },
});
