import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noVolumeRunByNode } from './no-volume-run-by-node.ts';

checkTable(noVolumeRunByNode, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  { name: 'others', facts: inPod('volumes: [{name: a, csi: {driver: b}}]'), verdicts: ['pass'] },
  {
    name: 'a flexVolume',
    facts: inPod('volumes: [{name: a, flexVolume: {driver: b/c}}]'),
    verdicts: ['fail'],
    saw: /flexVolume/,
  },
  {
    name: 'a gitRepo',
    facts: inPod('volumes: [{name: a, gitRepo: {repository: b}}]'),
    verdicts: ['fail'],
    saw: /clones/,
  },
  { name: 'no list', facts: inPod('volumes: a'), verdicts: ['unknown'] },
]);
