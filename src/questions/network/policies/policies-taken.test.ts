import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { policiesTaken } from './policies-taken.ts';

const policy = (spec: string, stage?: 'admitted'): Fact[] =>
  objects(`{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: ${spec}}`, stage);

checkTable(
  policiesTaken,
  [
    { name: 'as it should be', facts: policy('{podSelector: {}}'), verdicts: ['pass'] },
    {
      name: 'a peer that names nothing',
      facts: policy('{ingress: [{from: [{}]}]}'),
      verdicts: ['fail'],
      saw: /^is refused: spec.ingress\[0\]/,
    },
    { name: 'an unknown field', facts: policy('{podselector: {}}'), verdicts: ['fail'], saw: /by kubectl/ },
    {
      name: 'bits below the prefix',
      facts: policy('{egress: [{to: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}'),
      verdicts: ['fail'],
      saw: /1\.36/,
    },
    {
      name: 'many faults',
      facts: policy('{policyTypes: [a, b], ingress: [{ports: [{port: 0}, {port: 0}]}]}'),
      verdicts: ['fail'],
      saw: /1 more/,
    },
    { name: 'in a cluster', facts: policy('{podselector: {}}', 'admitted'), verdicts: [] },
    {
      name: 'another kind',
      facts: objects('{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: p}}'),
      verdicts: [],
    },
  ],
  { never: ['unknown'], because: 'the rules of the API server are known, and what it would read was read' },
);
