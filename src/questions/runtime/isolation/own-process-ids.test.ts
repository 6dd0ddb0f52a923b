import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { ownProcessIds } from './own-process-ids.ts';

checkTable(ownProcessIds, [
  { name: 'the default', facts: inPod(''), verdicts: ['pass'] },
  { name: 'said no', facts: inPod('shareProcessNamespace: false'), verdicts: ['pass'] },
  { name: 'yes', facts: inPod('shareProcessNamespace: true'), verdicts: ['fail'], saw: /share/ },
  { name: 'no switch', facts: inPod('shareProcessNamespace: 1'), verdicts: ['unknown'] },
]);
