import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { namespaceSelectorsMatch } from './namespace-selectors-match.ts';

const namespace = (name: string, labels: string): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));
const by = (labels: string): string =>
  policy(`{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: ${labels}}}]}]}`);

checkTable(namespaceSelectorsMatch, [
  { name: 'one has them', facts: facts(namespace('a', '{team: x}'), by('{team: x}')), verdicts: ['pass'] },
  {
    name: 'none has them',
    facts: facts(namespace('a', '{team: x}'), by('{taem: x}')),
    verdicts: ['fail'],
    saw: /fits no namespace/,
  },
  { name: 'no Namespace was read', facts: facts(by('{team: x}')), verdicts: ['unknown'] },
  {
    name: 'by its name',
    facts: facts(namespace('a', '{}'), by('{kubernetes.io/metadata.name: a}')),
    verdicts: ['pass'],
  },
  { name: 'asks for none', facts: facts(namespace('a', '{}'), policy('{podSelector: {}}')), verdicts: [] },
]);
