import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { timeToEnd } from './time-to-end.ts';

checkTable(timeToEnd, [
  { name: 'the default', facts: inPod(''), verdicts: ['pass'] },
  { name: 'some', facts: inPod('terminationGracePeriodSeconds: 5'), verdicts: ['pass'] },
  { name: 'none', facts: inPod('terminationGracePeriodSeconds: 0'), verdicts: ['fail'], saw: /killed/ },
  { name: 'below zero', facts: inPod('terminationGracePeriodSeconds: -1'), verdicts: ['unknown'] },
  { name: 'no number', facts: inPod('terminationGracePeriodSeconds: 5s'), verdicts: ['unknown'] },
]);
