import { inContainer, inPod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { emptyDirBounded } from './empty-dir-bounded.ts';

checkTable(emptyDirBounded, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  {
    name: 'bounded',
    facts: inPod('volumes: [{name: a, emptyDir: {sizeLimit: 1Gi}}, {name: b, configMap: {name: c}}]'),
    verdicts: ['pass'],
  },
  { name: 'unbounded', facts: inPod('volumes: [{name: a, emptyDir: {}}]'), verdicts: ['fail'], saw: /volume a/ },
  { name: 'unbounded by default', facts: inPod('volumes: [{name: a}]'), verdicts: ['fail'] },
  { name: 'zero', facts: inPod('volumes: [{name: a, emptyDir: {sizeLimit: "0"}}]'), verdicts: ['fail'] },
  {
    name: 'bounded by the container',
    facts: inContainer('resources: {limits: {ephemeral-storage: 1Gi}}', 'volumes: [{name: a, emptyDir: {}}]'),
    verdicts: ['pass'],
  },
  {
    name: 'in memory, with a limit of disk',
    facts: inContainer(
      'resources: {limits: {ephemeral-storage: 1Gi}}',
      'volumes: [{name: a, emptyDir: {medium: Memory}}]',
    ),
    verdicts: ['fail'],
  },
  {
    name: 'in memory, with a limit of it',
    facts: inContainer('resources: {limits: {memory: 1Gi}}', 'volumes: [{name: a, emptyDir: {medium: Memory}}]'),
    verdicts: ['pass'],
  },
  { name: 'no quantity', facts: inPod('volumes: [{name: a, emptyDir: {sizeLimit: much}}]'), verdicts: ['unknown'] },
  { name: 'no mapping', facts: inPod('volumes: [{name: a, emptyDir: big}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: inPod('volumes: {a: b}'), verdicts: ['unknown'] },
]);
