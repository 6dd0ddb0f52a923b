import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { podsSayWhatTheyAre } from './pods-say-what-they-are.ts';

checkTable(podsSayWhatTheyAre, [
  { name: 'the recommended one', facts: inPod('', 'labels: {app.kubernetes.io/name: a}'), verdicts: ['pass'] },
  { name: 'the usual one', facts: inPod('', 'labels: {app: a}'), verdicts: ['pass'] },
  { name: 'others', facts: inPod('', 'labels: {tier: a}'), verdicts: ['fail'] },
  { name: 'none', facts: inPod(''), verdicts: ['fail'], saw: /no label/ },
  { name: 'no mapping', facts: inPod('', 'labels: a'), verdicts: ['unknown'] },
]);
