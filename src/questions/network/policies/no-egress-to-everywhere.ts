import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeOpen } from '../selection/open.ts';

export const noEgressToEverywhere = defineCheck({
  id: 'NET-126',
  name: 'no-egress-to-everywhere',
  aspect: 'network/policies',
  title: 'No NetworkPolicy lets its Pods reach everyone',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.4.2' }],
  remedy: 'Name in `to` the Pods, namespaces or address blocks that are needed.',
  toKnow: 'Correct the policy; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    // Reaching one port of the whole internet (443, say) is what many programs must do.
    yield* judgeOpen('egress', objects, { allPorts: 'medium', somePorts: 'low' });
  },
});
