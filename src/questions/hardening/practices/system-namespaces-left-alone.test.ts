import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { systemNamespacesLeftAlone } from './system-namespaces-left-alone.ts';

checkTable(systemNamespacesLeftAlone, [
  { name: 'its own', facts: inPod('', 'namespace: shop'), verdicts: ['pass'] },
  { name: 'the system', facts: inPod('', 'namespace: kube-system'), verdicts: ['fail'], saw: /kube-system/ },
  {
    name: 'part of the system',
    facts: inPod('priorityClassName: system-node-critical', 'namespace: kube-system'),
    verdicts: ['pass'],
  },
  { name: 'where nothing runs', facts: inPod('', 'namespace: kube-public'), verdicts: ['fail'], saw: /kube-public/ },
  { name: 'no text', facts: inPod('priorityClassName: 1', 'namespace: kube-system'), verdicts: ['unknown'] },
]);
