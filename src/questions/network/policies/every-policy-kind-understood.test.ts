import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { everyPolicyKindUnderstood } from './every-policy-kind-understood.ts';

checkTable(
  everyPolicyKindUnderstood,
  [
    {
      name: 'a policy of Cilium',
      facts: objects('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c}}'),
      verdicts: ['unknown'],
      saw: /CiliumNetworkPolicy/,
    },
    {
      name: 'a policy for administrators',
      facts: objects('{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: c}}'),
      verdicts: ['unknown'],
    },
    {
      name: 'a NetworkPolicy of Kubernetes',
      facts: objects('{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: c}}'),
      verdicts: [],
    },
    {
      name: 'another kind of Cilium',
      facts: objects('{apiVersion: cilium.io/v2, kind: CiliumNode, metadata: {name: c}}'),
      verdicts: [],
    },
  ],
  {
    never: ['pass', 'fail'],
    because: 'what is not understood is neither good nor bad; NetworkPolicies are judged by checks of their own',
  },
);
