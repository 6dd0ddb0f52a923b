import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeOpen } from '../selection/open.ts';

export const noIngressFromEverywhere = defineCheck({
  id: 'NET-125',
  name: 'no-ingress-from-everywhere',
  aspect: 'network/policies',
  title: 'No NetworkPolicy lets everyone in',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.3.3' }],
  remedy: 'Name in `from` the Pods, namespaces or address blocks that need access.',
  toKnow: 'Correct the policy; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    yield* judgeOpen('ingress', objects, { allPorts: 'high', somePorts: 'medium' });
  },
});
