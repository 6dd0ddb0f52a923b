import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { serviceAccountByCurrentName } from './service-account-by-current-name.ts';

checkTable(serviceAccountByCurrentName, [
  { name: 'neither', facts: inPod(''), verdicts: ['pass'] },
  { name: 'the new one', facts: inPod('serviceAccountName: a'), verdicts: ['pass'] },
  {
    name: 'both, as the API server writes',
    facts: inPod('serviceAccountName: a, serviceAccount: a'),
    verdicts: ['pass'],
  },
  {
    name: 'both, and they differ',
    facts: inPod('serviceAccountName: a, serviceAccount: b'),
    verdicts: ['fail'],
    saw: /which counts/,
  },
  { name: 'the old one', facts: inPod('serviceAccount: a'), verdicts: ['fail'], saw: /deprecated/ },
  { name: 'no text', facts: inPod('serviceAccount: [a]'), verdicts: ['unknown'] },
]);
