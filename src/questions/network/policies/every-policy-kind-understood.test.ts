import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { everyPolicyKindUnderstood } from './every-policy-kind-understood.ts';

checkTable(
  everyPolicyKindUnderstood,
  [
    {
      name: 'a policy of Antrea',
      facts: objects('{apiVersion: crd.antrea.io/v1beta1, kind: ClusterNetworkPolicy, metadata: {name: c}}'),
      verdicts: ['unknown'],
      saw: /ClusterNetworkPolicy/,
    },
    {
      name: 'a policy of Cilium in a version that is not known',
      facts: objects('{apiVersion: cilium.io/v9, kind: CiliumNetworkPolicy, metadata: {name: c}}'),
      verdicts: ['unknown'],
    },
    {
      name: 'policies of Cilium and Calico, staged ones and those for administrators',
      facts: [
        ...objects(
          '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c}, spec: {endpointSelector: {}}}',
        ),
        ...objects(
          '{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: c}, spec: {selector: all()}}',
        ),
        ...objects('{apiVersion: projectcalico.org/v3, kind: StagedNetworkPolicy, metadata: {name: c}}'),
        ...objects('{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: c}}'),
      ],
      verdicts: [],
    },
    {
      name: 'policies of Cilium and Calico that cannot be read',
      facts: [
        ...objects('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c}, spec: {selector: {}}}'),
        ...objects(
          "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}, spec: {selector: 'a ='}}",
        ),
      ],
      verdicts: ['unknown', 'unknown'],
      saw: /cannot be read/,
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
