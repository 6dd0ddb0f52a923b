import { inPod, listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { replicasHaveBudget } from './replicas-have-budget.ts';

const text =
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: shop}, spec: {replicas: 2, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}}}';
const web = manifests(text);
const budget = (selector: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a, namespace: shop}, spec: {selector: ${selector}}}`,
  );

checkTable(
  replicasHaveBudget,
  [
    { name: 'one', facts: [...web, ...budget('{matchLabels: {app: a}}')], verdicts: ['pass'] },
    { name: 'of others', facts: [...web, ...budget('{matchLabels: {app: b}}')], verdicts: ['unknown'], saw: /1 of 1/ },
    { name: 'none was seen', facts: web, verdicts: ['unknown'] },
    {
      name: 'none is there',
      facts: [...manifests(text, 'admitted'), ...listed('admitted', 'PodDisruptionBudget')],
      verdicts: ['fail'],
      saw: /evicted/,
    },
    { name: 'cannot be read', facts: [...web, ...budget('a')], verdicts: ['unknown'], saw: /cannot be read/ },
    { name: 'runs once', facts: inPod(''), verdicts: [] },
  ],
  {
    unshown: 'only a whole listing of a cluster proves that there is none',
  },
);
