import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noDebugContainer } from './no-debug-container.ts';

checkTable(noDebugContainer, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  { name: 'an empty list', facts: inPod('ephemeralContainers: []'), verdicts: ['pass'] },
  {
    name: 'one',
    facts: inPod('ephemeralContainers: [{name: debugger, image: busybox}]'),
    verdicts: ['fail'],
    saw: /debugger/,
  },
  { name: 'no list', facts: inPod('ephemeralContainers: {}'), verdicts: ['unknown'] },
]);
