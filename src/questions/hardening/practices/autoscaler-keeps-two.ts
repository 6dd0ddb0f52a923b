import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const autoscalerKeepsTwo = defineCheck({
  id: 'HRD-430',
  name: 'autoscaler-keeps-two',
  aspect: 'hardening/practices',
  title: 'Autoscalers keep more than one Pod',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Set `minReplicas` to two or more.',
  toKnow: 'Correct the autoscaler; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'HorizontalPodAutoscaler')) {
      const at = one.value.root.down('spec', 'minReplicas');
      const least = at.orDefault(at.number(), 1, 'absent: Kubernetes takes 1');
      yield judge(one, least, (count) => (count < 2 ? `goes down to ${count}` : null));
    }
  },
});
