import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { policiesOfPlugin } from './policies-of-plugin.ts';

const policy = (apiVersion: string, kind: string): Fact[] =>
  objects(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: p, namespace: shop}}`);
const cilium = policy('cilium.io/v2', 'CiliumNetworkPolicy');
const runs = (image: string): Fact => workloadFact({ containers: [container({ image })] });
const [onCalico, onFlannel, onOvn] = ['calico/node:v3', 'flannel/flannel', 'ovn-kubernetes/ovn-kube-u'].map(runs) as [
  Fact,
  Fact,
  Fact,
];

checkTable(policiesOfPlugin, [
  { name: 'no plugin seen', facts: cilium, verdicts: ['unknown'], saw: /no network plugin/ },
  { name: 'Cilium under Calico', facts: [...cilium, onCalico], verdicts: ['fail'], saw: /Cilium alone reads it/ },
  { name: 'Cilium under Cilium', facts: [...cilium, runs('quay.io/cilium/cilium')], verdicts: ['pass'] },
  { name: 'Cilium under Flannel', facts: [...cilium, onFlannel], verdicts: ['fail'] },
  {
    name: 'Calico under Calico, staged too',
    facts: [
      ...policy('projectcalico.org/v3', 'GlobalNetworkPolicy'),
      ...policy('projectcalico.org/v3', 'StagedNetworkPolicy'),
      onCalico,
    ],
    verdicts: ['pass', 'pass'],
  },
  {
    name: 'Antrea under Calico',
    facts: [...policy('crd.antrea.io/v1beta1', 'NetworkPolicy'), onCalico],
    verdicts: ['fail'],
  },
  {
    name: 'EgressFirewall under OVN',
    facts: [...policy('k8s.ovn.org/v1', 'EgressFirewall'), onOvn],
    verdicts: ['pass'],
  },
  {
    name: 'for administrators',
    facts: [
      ...policy('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'),
      ...policy('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'),
      onOvn,
    ],
    verdicts: ['pass', 'unknown'],
  },
  {
    name: 'a kind that is not known',
    facts: [...policy('networking.gke.io/v1', 'FQDNNetworkPolicy'), onCalico],
    verdicts: ['unknown'],
  },
  {
    name: 'NetworkPolicies are read by all',
    facts: [...policy('networking.k8s.io/v1', 'NetworkPolicy'), onCalico],
    verdicts: [],
  },
]);
