import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const severalReplicas = defineCheck({
  id: 'HRD-425',
  name: 'several-replicas',
  aspect: 'hardening/practices',
  title: 'Services run more than once',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Set `replicas` to two or more, or let an autoscaler keep as many.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const scaled = new Set(
      objectsOfKind(objects, 'HorizontalPodAutoscaler').map(({ value }) => {
        const target = value.root.down('spec', 'scaleTargetRef');
        return `${target.get('kind').string().value} ${value.namespace}/${target.get('name').string().value}`;
      }),
    );
    for (const kind of ['Deployment', 'StatefulSet', 'ReplicationController', 'Rollout']) {
      for (const one of objectsOfKind(objects, kind)) {
        // How many an autoscaler keeps is HRD-430.
        if (scaled.has(`${kind} ${one.value.namespace}/${one.value.name}`)) continue;
        const at = one.value.root.down('spec', 'replicas');
        if (typeof at.value === 'number' && at.value > 1) {
          yield pass(one, one.at);
          continue;
        }
        const replicas = at.orDefault(at.number(), 1, 'absent: Kubernetes takes 1');
        yield judge(one, replicas, (count) =>
          count === 1 ? 'runs once: while its node is drained nothing answers' : null,
        );
      }
    }
  },
});
