import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { autoscalerKeepsTwo } from './autoscaler-keeps-two.ts';

const scaler = (spec: string): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {${spec}}}`);

checkTable(autoscalerKeepsTwo, [
  { name: 'two', facts: scaler('minReplicas: 2'), verdicts: ['pass'] },
  { name: 'one', facts: scaler('minReplicas: 1'), verdicts: ['fail'], saw: /to 1/ },
  { name: 'the default', facts: scaler(''), verdicts: ['fail'] },
  { name: 'no number', facts: scaler('minReplicas: few'), verdicts: ['unknown'] },
]);
