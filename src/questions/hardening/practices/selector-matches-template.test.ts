import { inPod, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { selectorMatchesTemplate } from './selector-matches-template.ts';

const controller = (selector: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: ${selector}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}}}`,
  );

checkTable(selectorMatchesTemplate, [
  { name: 'the same', facts: controller('{matchLabels: {app: a}}'), verdicts: ['pass'] },
  { name: 'another', facts: controller('{matchLabels: {app: b}}'), verdicts: ['fail'], saw: /does not select/ },
  {
    name: 'by expression',
    facts: controller('{matchExpressions: [{key: app, operator: In, values: [a, b]}]}'),
    verdicts: ['pass'],
  },
  { name: 'none', facts: controller('{}'), verdicts: ['fail'], saw: /no selector/ },
  { name: 'cannot be read', facts: controller('{matchLabels: a}'), verdicts: ['unknown'] },
  { name: 'a Pod', facts: inPod(''), verdicts: [] },
]);
