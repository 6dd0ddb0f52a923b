import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { disruptionBudgetLetsDrain } from './disruption-budget-lets-drain.ts';

const budget = (spec: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {selector: {matchLabels: {app: a}}, ${spec}}}`,
  );
const web = (spec: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}, ${spec}}}`,
  );

checkTable(disruptionBudgetLetsDrain, [
  { name: 'one may be away', facts: budget('maxUnavailable: 1'), verdicts: ['pass'] },
  { name: 'none may be away', facts: budget('maxUnavailable: 0'), verdicts: ['fail'], saw: /no Pod/ },
  { name: 'none in a hundred', facts: budget('maxUnavailable: 0%'), verdicts: ['fail'] },
  { name: 'all must be there', facts: budget('minAvailable: 100%'), verdicts: ['fail'], saw: /every Pod/ },
  { name: 'half', facts: budget('minAvailable: 50%'), verdicts: ['pass'] },
  {
    name: 'as many as there are',
    facts: [...budget('minAvailable: 2'), ...web('replicas: 2')],
    verdicts: ['fail'],
    saw: /there are 2/,
  },
  { name: 'fewer than there are', facts: [...budget('minAvailable: 1'), ...web('replicas: 2')], verdicts: ['pass'] },
  { name: 'of what was not seen', facts: budget('minAvailable: 1'), verdicts: ['unknown'], saw: /not known/ },
  { name: 'neither', facts: budget(''), verdicts: ['unknown'] },
  { name: 'no number', facts: budget('maxUnavailable: [1]'), verdicts: ['unknown'] },
]);
