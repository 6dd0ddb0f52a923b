import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { severalReplicas } from './several-replicas.ts';

const controller = (spec: string, kind = 'Deployment'): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: b}]}}, ${spec}}}`,
  );

checkTable(severalReplicas, [
  { name: 'two', facts: controller('replicas: 2'), verdicts: ['pass'] },
  { name: 'one', facts: controller('replicas: 1'), verdicts: ['fail'], saw: /runs once/ },
  { name: 'the default', facts: controller('', 'StatefulSet'), verdicts: ['fail'] },
  { name: 'none, switched off', facts: controller('replicas: 0'), verdicts: ['pass'] },
  {
    name: 'as many as an autoscaler keeps',
    facts: [
      ...controller(''),
      ...manifests(
        '{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {scaleTargetRef: {kind: Deployment, name: a}}}',
      ),
    ],
    verdicts: [],
  },
  { name: 'no number', facts: controller('replicas: many'), verdicts: ['unknown'] },
]);
