import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { ingressDeniedByDefault } from './ingress-denied-by-default.ts';

const pods = [workloadFact({ namespace: 'shop', name: 'b' }), workloadFact({ namespace: 'shop', name: 'a' })];
const policy = (spec: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`,
  );
const foreign = objects('{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}}');

checkTable(ingressDeniedByDefault, [
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
