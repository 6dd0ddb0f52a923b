import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { policyNamespacesExist } from './policy-namespaces-exist.ts';

const namespace = (name: string, labels: string): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));

checkTable(policyNamespacesExist, [
  {
    name: 'its Namespace was read',
    facts: facts(namespace('shop', '{}'), policy('{podSelector: {}}')),
    verdicts: ['pass'],
  },
  {
    name: 'another was read',
    facts: facts(namespace('shopp', '{}'), policy('{podSelector: {}}')),
    verdicts: ['fail'],
    saw: /namespace shop /,
  },
  { name: 'no Namespace was read', facts: facts(policy('{podSelector: {}}')), verdicts: ['unknown'] },
]);
