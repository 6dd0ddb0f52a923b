import { inContainer, pod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { memoryRequested } from './memory-requested.ts';

checkTable(memoryRequested, [
  { name: 'some', facts: inContainer('resources: {requests: {memory: 64Mi}}'), verdicts: ['pass'] },
  { name: 'a limit only', facts: inContainer('resources: {limits: {memory: 64Mi}}'), verdicts: ['pass'] },
  { name: 'of the whole Pod', facts: inContainer('', 'resources: {requests: {memory: 64Mi}}'), verdicts: ['pass'] },
  { name: 'none', facts: inContainer('resources: {requests: {cpu: 1}}'), verdicts: ['fail'], saw: /no memory/ },
  { name: 'no quantity', facts: inContainer('resources: {requests: {memory: lots}}'), verdicts: ['unknown'] },
  {
    name: 'of an init container',
    facts: pod(
      'containers: [{name: a, image: b, resources: {requests: {memory: 1}}}], initContainers: [{name: i, image: b}]',
    ),
    verdicts: ['pass'],
  },
]);
