import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noEgressToEverywhere } from './no-egress-to-everywhere.ts';

const policy = (rules: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {policyTypes: [Egress], egress: ${rules}}}`,
  );

checkTable(noEgressToEverywhere, [
  { name: 'denies all', facts: policy('[]'), verdicts: ['pass'] },
  { name: 'some Pods', facts: policy('[{to: [{podSelector: {}}]}]'), verdicts: ['pass'] },
  { name: 'a block', facts: policy('[{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]'), verdicts: ['pass'] },
  { name: 'all', facts: policy('[{}]'), verdicts: ['fail'], saw: /everyone .* every port/ },
  { name: 'all on a port', facts: policy('[{ports: [{port: 80}]}]'), verdicts: ['fail'], saw: /some ports/ },
  {
    name: 'the whole internet',
    facts: policy('[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]'),
    verdicts: ['fail'],
    saw: /0\.0\.0\.0\/0/,
  },
  {
    name: 'in two halves',
    facts: policy('[{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]'),
    verdicts: ['fail'],
  },
  {
    name: 'every Pod',
    facts: policy('[{to: [{namespaceSelector: {}}]}]'),
    verdicts: ['fail'],
    saw: /every Pod of the cluster be reached on every port/,
  },
  { name: 'one of two rules', facts: policy('[{to: [{podSelector: {}}]}, {}]'), verdicts: ['fail'] },
  { name: 'a peer that names nothing', facts: policy('[{to: [{}]}]'), verdicts: ['unknown'], saw: /names nothing/ },
  { name: 'no CIDR', facts: policy('[{to: [{ipBlock: {cidr: any}}]}]'), verdicts: ['unknown'], saw: /not a CIDR/ },
  {
    name: 'types that cannot be read',
    facts: objects(
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {policyTypes: [All]}}',
    ),
    verdicts: ['unknown'],
  },
  {
    name: 'the other direction only',
    facts: objects(
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {policyTypes: [Ingress], egress: [{}]}}',
    ),
    verdicts: [],
  },
]);
