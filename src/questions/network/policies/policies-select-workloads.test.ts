import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { policiesSelectWorkloads } from './policies-select-workloads.ts';

const web = workloadFact({ namespace: 'shop', labels: { app: 'web' } });
const policy = (selector: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: ${selector}}}`,
  );

checkTable(policiesSelectWorkloads, [
  { name: 'selects it', facts: [web, ...policy('{matchLabels: {app: web}}')], verdicts: ['pass'] },
  { name: 'selects all', facts: policy('{}'), verdicts: ['pass'] },
  {
    name: 'a slip in the label',
    facts: [web, ...policy('{matchLabels: {app: wep}}')],
    verdicts: ['fail'],
    saw: /none of the 1/,
  },
  { name: 'nothing of the namespace was read', facts: policy('{matchLabels: {app: web}}'), verdicts: ['unknown'] },
  { name: 'no selector', facts: [web, ...policy('web')], verdicts: ['unknown'], saw: /not a mapping/ },
]);
