import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';

const strategies = [
  ['Deployment', 'strategy', 'Recreate'],
  ['StatefulSet', 'updateStrategy', 'OnDelete'],
  ['DaemonSet', 'updateStrategy', 'OnDelete'],
] as const;
const faults = {
  Recreate: 'ends all Pods before the new ones start',
  OnDelete: 'keeps old Pods until somebody deletes them',
} as const;

export const rollingUpdate = defineCheck({
  id: 'HRD-429',
  name: 'rolling-update',
  aspect: 'hardening/practices',
  title: 'A new version takes over while the old one still serves',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Use the strategy RollingUpdate.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const [kind, key, bad] of strategies) {
      for (const one of objectsOfKind(objects, kind)) {
        if (groupOf(one.value) !== 'apps') continue;
        if (one.value.root.get('spec').lacks(key)) {
          yield pass(one, one.at);
          continue;
        }
        const at = one.value.root.down('spec', key, 'type');
        const type = at.orDefault(at.string(), 'RollingUpdate', 'absent: Kubernetes takes RollingUpdate');
        if (type.value !== undefined && type.value !== bad && type.value !== 'RollingUpdate')
          yield unknown(one, type, `"${type.value}" is no strategy`);
        else yield judge(one, type, (name) => (name === bad ? faults[bad] : null));
      }
    }
  },
});
