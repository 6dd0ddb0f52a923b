import { inPod, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { priorityClassSet } from './priority-class-set.ts';

const deployment = (spec: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: b}], ${spec}}}}}`,
  );

checkTable(priorityClassSet, [
  { name: 'named', facts: deployment('priorityClassName: a'), verdicts: ['pass'] },
  { name: 'not named', facts: deployment(''), verdicts: ['fail'], saw: /by default/ },
  { name: 'empty', facts: deployment('priorityClassName: ""'), verdicts: ['fail'] },
  { name: 'no text', facts: deployment('priorityClassName: 5'), verdicts: ['unknown'] },
  { name: 'a bare Pod', facts: inPod(''), verdicts: [] },
]);
