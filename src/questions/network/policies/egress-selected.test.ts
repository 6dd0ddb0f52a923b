import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { egressSelected } from './egress-selected.ts';

const web = workloadFact({ namespace: 'shop', labels: { app: 'web' }, hostNetwork: false });
const policy = (spec: string, name = 'p', version = 'v1'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/${version}, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`,
  );
const foreign = objects('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}}');
const invalid = policy('{podSelector: {matchLabels: {app: 1}}, policyTypes: [Egress]}', 'invalid');

const agent = (image: string): Fact =>
  workloadFact({ namespace: 'kube-system', hostNetwork: false, containers: [container({ image })] });
const cilium = objects(
  '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}, spec: {endpointSelector: {}, egress: [{}]}}',
);
const calico = objects(
  '{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}, spec: {types: [Ingress, Egress]}}',
);
const staged = objects(
  '{apiVersion: projectcalico.org/v3, kind: StagedGlobalNetworkPolicy, metadata: {name: c}, spec: {types: [Ingress, Egress]}}',
);

checkTable(egressSelected, [
  {
    name: 'selected by label',
    facts: [web, ...policy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}')],
    verdicts: ['pass'],
  },
  {
    name: 'selected by all',
    facts: [web, ...policy('{podSelector: {}, policyTypes: [Ingress, Egress]}')],
    verdicts: ['pass'],
  },
  {
    name: 'an unreadable policy beside a good one',
    facts: [web, ...invalid, ...policy('{policyTypes: [Egress]}')],
    verdicts: ['pass'],
  },
  {
    name: 'two of one name that say different things',
    facts: [
      web,
      ...policy('{policyTypes: [Egress]}'),
      ...policy('{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]}'),
    ],
    verdicts: ['unknown'],
    saw: /others by its name say something else/,
  },
  {
    name: 'of a version that no server has',
    facts: [web, ...policy('{policyTypes: [Egress]}', 'p', 'v1beta1')],
    verdicts: ['unknown'],
  },
  { name: 'no policy', facts: [web], verdicts: ['fail'], saw: /no NetworkPolicy among what was read/ },
  {
    name: 'other labels',
    facts: [web, ...policy('{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]}')],
    verdicts: ['fail'],
  },
  {
    name: 'the other direction',
    facts: [web, ...policy('{podSelector: {}, policyTypes: [Ingress]}')],
    verdicts: ['fail'],
  },
  { name: 'the default types', facts: [web, ...policy('{podSelector: {}}')], verdicts: ['fail'] },
  { name: 'a policy that cannot be read', facts: [web, ...invalid], verdicts: ['unknown'], saw: /cannot be read/ },
  {
    name: 'unreadable types',
    facts: [web, ...policy('{podSelector: {}, policyTypes: Egress}')],
    verdicts: ['unknown'],
    saw: /policyTypes/,
  },
  {
    name: 'a policy of Antrea',
    facts: [
      web,
      ...objects('{apiVersion: crd.antrea.io/v1beta1, kind: NetworkPolicy, metadata: {name: c, namespace: shop}}'),
    ],
    verdicts: ['unknown'],
    saw: /is not understood/,
  },
  {
    name: 'Cilium selects it, if it is there',
    facts: [web, ...cilium],
    verdicts: ['unknown'],
    saw: /which network plugin/,
  },
  { name: 'Cilium selects it', facts: [web, agent('quay.io/cilium/cilium'), ...cilium], verdicts: ['pass', 'fail'] },
  { name: 'Cilium, where Calico runs', facts: [web, agent('calico/node'), ...cilium], verdicts: ['fail', 'fail'] },
  { name: 'Calico selects it', facts: [web, agent('calico/node'), ...calico], verdicts: ['pass', 'pass'] },
  { name: 'Calico only stages it', facts: [web, agent('calico/node'), ...staged], verdicts: ['fail', 'fail'] },
  { name: 'a policy of Cilium', facts: [web, ...foreign], verdicts: ['unknown'], saw: /no specification/ },
  { name: 'a Pod on the network of its host', facts: [workloadFact({ hostNetwork: true })], verdicts: ['unknown'] },
  { name: 'a policy without any workload', facts: policy('{}'), verdicts: ['unknown'], saw: /no workload/ },
  { name: 'a Compose service', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
]);
