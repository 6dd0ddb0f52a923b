import { factsOf, listingsOf } from '../../../../test/drift/hold.ts';
import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import type { Fact } from '../../../model/fact.ts';
import { declaredEqualsAdmitted } from './declared-equals-admitted.ts';

const deployment = (spec: object = {}, namespace = 'shop'): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'r.example/web:1' }], ...spec } } },
});
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'shop' }, spec: { containers: [] } };
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'shop' },
  spec: { podSelector: {} },
};
const both = (declared: readonly object[], live: readonly object[], ...listed: string[]): Fact[] => [
  ...factsOf(declared, 'declared'),
  ...factsOf(live, 'live'),
  ...listingsOf(listed),
];

checkTable(
  declaredEqualsAdmitted,
  [
    { name: 'equal', facts: both([deployment()], [deployment()]), verdicts: ['pass'] },
    {
      name: 'changed',
      facts: both([deployment()], [deployment({ hostPID: true })]),
      verdicts: ['fail'],
      saw: /hostPID is true instead of absent/,
    },
    {
      name: 'undeclared',
      facts: both([deployment()], [deployment(), pod]),
      verdicts: ['pass', 'fail'],
      saw: /not declared/,
    },
    {
      name: 'missing',
      facts: both([deployment(), policy], [deployment()], 'NetworkPolicy'),
      verdicts: ['pass', 'fail'],
      saw: /declared and not there/,
    },
    {
      name: 'not there, where not all were listed',
      facts: both([deployment(), policy], [deployment()]),
      verdicts: ['pass', 'unknown'],
      saw: /not all objects of kind NetworkPolicy/,
    },
    {
      name: 'another namespace',
      facts: both([deployment()], [deployment(), deployment({}, 'other')]),
      verdicts: ['pass', 'unknown'],
      saw: /nothing that lives here is declared/,
    },
    { name: 'declared only', facts: both([deployment()], []), verdicts: ['unknown'], saw: /what lives/ },
    { name: 'live only', facts: both([], [deployment()]), verdicts: ['unknown'], saw: /what was declared/ },
    { name: 'no cluster at all', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
  ],
  { unshown: 'one file does not hold both sides' },
);
