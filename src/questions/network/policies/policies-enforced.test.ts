import { checkTable, container, factOf, here, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { policy as decisions, type NetworkPluginName } from '../../../facts/policy.ts';
import { seen } from '../../../model/seen.ts';
import type { Fact } from '../../../model/fact.ts';
import { policiesEnforced } from './policies-enforced.ts';

const policy = objects('{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}}');
const runs = (...images: string[]): Fact =>
  workloadFact({ namespace: 'kube-system', containers: images.map((image) => container({ image })) });
const named = (name: NetworkPluginName): Fact => {
  const nothing = seen<never>(undefined, here);
  const value = { trustedSources: nothing, retentionDays: nothing, networkPlugin: seen(name, here), at: here };
  return factOf(decisions, value);
};
const config = (data: string): Fact[] =>
  objects(`{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: ${data}}`);

checkTable(policiesEnforced, [
  { name: 'no policy', facts: [runs('flannel/flannel')], verdicts: [] },
  { name: 'no plugin seen', facts: policy, verdicts: ['unknown'], saw: /no network plugin/ },
  { name: 'no plugin seen, one named', facts: [...policy, named('calico')], verdicts: ['pass'], saw: /plimsoll\.yaml/ },
  { name: 'no plugin seen, none named', facts: [...policy, named('none')], verdicts: ['fail'] },
  { name: 'what is seen goes first', facts: [...policy, named('calico'), runs('flannel/flannel')], verdicts: ['fail'] },
  { name: 'Calico', facts: [...policy, runs('calico/node:v3')], verdicts: ['pass'], saw: /Calico/ },
  { name: 'Canal', facts: [...policy, runs('flannel/flannel', 'calico/node:v3')], verdicts: ['pass'] },
  {
    name: 'Flannel alone',
    facts: [...policy, runs('flannel/flannel')],
    verdicts: ['fail'],
    saw: /enforces no policies/,
  },
  { name: 'kindnet', facts: [...policy, runs('kindest/kindnetd:v1')], verdicts: ['unknown'], saw: /release/ },
  {
    name: 'Cilium, its settings not read',
    facts: [...policy, runs('quay.io/cilium/cilium:v1')],
    verdicts: ['unknown'],
    saw: /cilium-config/,
  },
  {
    name: 'Cilium',
    facts: [...policy, runs('quay.io/cilium/cilium:v1'), ...config('{enable-policy: default}')],
    verdicts: ['pass'],
  },
  {
    name: 'Cilium that is told never by a flag',
    facts: [
      ...policy,
      workloadFact({
        namespace: 'kube-system',
        containers: [container({ image: 'quay.io/cilium/cilium:v1', arguments: ['--enable-policy=never'] })],
      }),
      ...config('{enable-policy: default}'),
    ],
    verdicts: ['fail'],
  },
  {
    name: 'Kube-OVN, its controller with policies off',
    facts: [
      ...policy,
      workloadFact({
        namespace: 'kube-system',
        containers: [
          container({ image: 'kubeovn/kube-ovn', arguments: ['--enable-np=false'] }),
          container({ image: 'kubeovn/kube-ovn', name: 'cni-server' }),
        ],
      }),
    ],
    verdicts: ['fail'],
  },
  {
    name: 'Cilium that never enforces',
    facts: [...policy, runs('quay.io/cilium/cilium:v1'), ...config('{enable-policy: never}')],
    verdicts: ['fail'],
    saw: /never/,
  },
  {
    name: 'Cilium that only watches',
    facts: [...policy, runs('quay.io/cilium/cilium:v1'), ...config('{policy-audit-mode: "true"}')],
    verdicts: ['fail'],
    saw: /watches/,
  },
  {
    name: 'Cilium without NetworkPolicies',
    facts: [...policy, runs('quay.io/cilium/cilium:v1'), ...config('{enable-k8s-networkpolicy: "false"}')],
    verdicts: ['fail'],
  },
  {
    name: 'two that enforce',
    facts: [...policy, runs('calico/node'), runs('quay.io/cilium/cilium')],
    verdicts: ['pass'],
    saw: /Calico and Cilium/,
  },
  {
    name: 'policies of another kind and of another stage',
    facts: [
      ...objects('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}}'),
      ...objects('{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}}', 'admitted'),
      runs('calico/node:v3'),
    ],
    verdicts: ['unknown', 'pass'],
  },
]);
