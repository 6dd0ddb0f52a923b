import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { egressDeniedByDefault } from './egress-denied-by-default.ts';

const pods = [workloadFact({ namespace: 'shop', name: 'b' }), workloadFact({ namespace: 'shop', name: 'a' })];
const policy = (spec: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`,
  );
const foreign = objects('{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: c}}');

checkTable(egressDeniedByDefault, [
  { name: 'denies all', facts: [...pods, ...policy('{podSelector: {}, policyTypes: [Egress]}')], verdicts: ['pass'] },
  {
    name: 'lets some through',
    facts: [...pods, ...policy('{policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]}')],
    verdicts: ['pass'],
  },
  {
    name: 'lets all through',
    facts: [...pods, ...policy('{policyTypes: [Egress], egress: [{}]}')],
    verdicts: ['fail'],
  },
  {
    name: 'selects some only',
    facts: [...pods, ...policy('{podSelector: {matchLabels: {a: b}}, policyTypes: [Egress]}')],
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
    facts: [...pods, ...policy('{podSelector: all, policyTypes: [Egress]}')],
    verdicts: ['unknown'],
    saw: /not a mapping/,
  },
  { name: 'a policy of Calico', facts: [...pods, ...foreign], verdicts: ['unknown'], saw: /GlobalNetworkPolicy c/ },
  { name: 'nothing of Kubernetes', facts: [workloadFact({ orchestrator: 'docker' })], verdicts: [] },
]);
