import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const noLastingToken = defineCheck({
  id: 'RUN-406',
  name: 'no-lasting-token',
  aspect: 'runtime/access',
  title: 'Tokens of ServiceAccounts expire',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Delete the Secret, and ask for tokens that expire: `kubectl create token`, or a projected volume.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'Secret')) {
      if (one.value.apiVersion !== 'v1') continue;
      const at = one.value.root.get('type');
      const type = at.orDefault(at.string(), 'Opaque', 'absent: Kubernetes takes Opaque');
      yield judge(one, type, (name) =>
        name === 'kubernetes.io/service-account-token' ? 'is a token of a ServiceAccount that never expires' : null,
      );
    }
  },
});
