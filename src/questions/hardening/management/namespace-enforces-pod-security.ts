import { inhabited, systemNamespaces } from '../pod-settings/namespaces.ts';
import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const correct = 'Correct the Namespace; `kubectl apply --dry-run=server` warns of the fault.';

export const namespaceEnforcesPodSecurity = defineCheck({
  id: 'HRD-442',
  name: 'namespace-enforces-pod-security',
  aspect: 'hardening/management',
  title: 'Namespaces refuse Pods that reach for the host',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'pod-security' }],
  remedy:
    'Label the namespace `pod-security.kubernetes.io/enforce: restricted`, or `baseline` where that is not possible.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const read = new Set<string>();
    for (const one of objectsOfKind(objects, 'Namespace')) {
      if (one.value.apiVersion !== 'v1') continue;
      read.add(`${one.stage} ${one.value.name}`);
      if (systemNamespaces.has(one.value.name)) continue;
      const labels = one.value.root.down('metadata', 'labels');
      const level = labels.get(enforce);
      if (!labels.empty && !labels.isMap) yield unknown(one, labels.at, 'labels are no mapping', { toKnow: correct });
      else if (level.empty)
        yield fail(one, one.at, 'lets every Pod in, unless the API server was given another default');
      else if (level.value === 'privileged') yield fail(one, level.at, 'lets every Pod in');
      else if (level.value === 'baseline' || level.value === 'restricted') yield pass(one, level.at);
      else yield unknown(one, level.at, `${String(level.value)} is no level of Pod Security`, { toKnow: correct });
    }
    for (const here of inhabited(workloads)) {
      if (read.has(`${here.stage} ${here.namespace}`)) continue;
      yield unknown(here, here.first.workload.at, `Namespace ${here.namespace} itself is not among what was read`);
    }
  },
});
