import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { policyPrioritiesDistinct } from './policy-priorities-distinct.ts';

const policy = (name: string, priority: string, tier = 'Admin'): string =>
  `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: ${name}}, spec: {tier: ${tier}, priority: ${priority}, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));

checkTable(policyPrioritiesDistinct, [
  { name: 'different', facts: facts(policy('a', '1'), policy('b', '2')), verdicts: ['pass', 'pass'] },
  {
    name: 'equal',
    facts: facts(policy('a', '1'), policy('b', '1')),
    verdicts: ['fail', 'fail'],
    saw: /priority 1, as ClusterNetworkPolicy b/,
  },
  {
    name: 'of different tiers',
    facts: facts(policy('a', '1'), policy('b', '1', 'Baseline')),
    verdicts: ['pass', 'pass'],
  },
  { name: 'out of range', facts: facts(policy('a', '1001')), verdicts: ['unknown'], saw: /from 0 to 1000/ },
]);
