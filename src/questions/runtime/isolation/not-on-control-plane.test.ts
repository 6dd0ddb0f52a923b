import { inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { notOnControlPlane } from './not-on-control-plane.ts';

checkTable(notOnControlPlane, [
  { name: 'nothing', facts: inPod(''), verdicts: ['pass'] },
  { name: 'another taint', facts: inPod('tolerations: [{key: gpu, operator: Exists}]'), verdicts: ['pass'] },
  {
    name: 'that of the control plane',
    facts: inPod('tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]'),
    verdicts: ['fail'],
    saw: /may run/,
  },
  { name: 'every taint', facts: inPod('tolerations: [{operator: Exists}]'), verdicts: ['fail'] },
  {
    name: 'every taint that evicts',
    facts: inPod('tolerations: [{operator: Exists, effect: NoExecute}]'),
    verdicts: ['pass'],
  },
  {
    name: 'asks for it',
    facts: inPod('nodeSelector: {node-role.kubernetes.io/master: ""}'),
    verdicts: ['fail'],
    saw: /asks/,
  },
  { name: 'names a node', facts: inPod('nodeName: a'), verdicts: ['fail'], saw: /names its node/ },
  { name: 'was given a node', facts: inPod('nodeName: a', '', 'admitted'), verdicts: ['pass'] },
  { name: 'was given a node, in a dump', facts: inPod('nodeName: a', 'uid: b'), verdicts: ['pass'] },
  { name: 'no selector', facts: inPod('nodeSelector: a'), verdicts: ['unknown'], saw: /no mapping/ },
  { name: 'no name of a node', facts: inPod('nodeName: {a: b}'), verdicts: ['unknown'], saw: /no text/ },
  { name: 'no list', facts: inPod('tolerations: all'), verdicts: ['unknown'] },
  { name: 'no toleration', facts: inPod('tolerations: [all]'), verdicts: ['unknown'] },
]);
