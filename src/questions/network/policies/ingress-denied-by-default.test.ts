import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { ingressDeniedByDefault } from './ingress-denied-by-default.ts';

const pods = [workloadFact({ namespace: 'shop', name: 'b' }), workloadFact({ namespace: 'shop', name: 'a' })];
const policy = (spec: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`,
  );
const foreign = objects('{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}}');

const onCalico = workloadFact({
  namespace: 'shop',
  name: 'calico-node',
  containers: [container({ image: 'calico/node:v3' })],
});
const calico = (spec: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}, spec: ${spec}}`);

checkTable(ingressDeniedByDefault, [
  {
    name: 'Calico denies all',
    facts: [onCalico, ...calico('{types: [Ingress]}')],
    verdicts: ['pass'],
    saw: /GlobalNetworkPolicy c/,
  },
  {
    name: 'Calico denies all, if it is there',
    facts: [...pods, ...calico('{types: [Ingress]}')],
    verdicts: ['unknown'],
  },
  {
    name: 'Calico lets all through',
    facts: [onCalico, ...calico('{types: [Ingress], ingress: [{action: Allow}]}')],
    verdicts: ['unknown'],
    saw: /by itself/,
  },
  {
    name: 'Calico denies some',
    facts: [onCalico, ...calico('{types: [Ingress], selector: has(app)}')],
    verdicts: ['unknown'],
  },
  {
    name: 'a tier of Calico that may pass it on',
    facts: [onCalico, ...calico('{types: [Ingress], tier: platform}')],
    verdicts: ['unknown'],
    saw: /passed on/,
  },
  {
    name: 'Calico, the other direction',
    facts: [onCalico, ...calico('{types: [Egress]}')],
    verdicts: ['fail'],
  },
  { name: 'denies all', facts: [...pods, ...policy('{podSelector: {}, policyTypes: [Ingress]}')], verdicts: ['pass'] },
  {
    name: 'lets some through',
    facts: [...pods, ...policy('{policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}')],
    verdicts: ['pass'],
  },
  {
    name: 'lets all through',
    facts: [...pods, ...policy('{policyTypes: [Ingress], ingress: [{}]}')],
    verdicts: ['fail'],
  },
  {
    name: 'selects some only',
    facts: [...pods, ...policy('{podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress]}')],
    verdicts: ['fail'],
  },
  {
    name: 'no policy, two namespaces',
    facts: [...pods, workloadFact({})],
    verdicts: ['fail', 'fail'],
    saw: /every Pod of namespace shop/,
  },
  {
    name: 'a policy that cannot be read',
    facts: [...pods, ...policy('{podSelector: all, policyTypes: [Ingress]}')],
    verdicts: ['unknown'],
    saw: /not a mapping/,
  },
  { name: 'a policy of Calico', facts: [...pods, ...foreign], verdicts: ['unknown'], saw: /GlobalNetworkPolicy c/ },
  { name: 'nothing of Kubernetes', facts: [workloadFact({ orchestrator: 'docker' })], verdicts: [] },
]);
