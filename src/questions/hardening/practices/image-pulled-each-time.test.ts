import { inContainer, pod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { imagePulledEachTime } from './image-pulled-each-time.ts';

checkTable(imagePulledEachTime, [
  { name: 'a version', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'latest', facts: pod('containers: [{name: a, image: b}]'), verdicts: ['pass'] },
  {
    name: 'latest, if not present',
    facts: pod('containers: [{name: a, image: "b:latest", imagePullPolicy: IfNotPresent}]'),
    verdicts: ['fail'],
    saw: /latest/,
  },
  {
    name: 'latest, never',
    facts: pod('containers: [{name: a, image: b, imagePullPolicy: Never}]'),
    verdicts: ['fail'],
    saw: /Never/,
  },
  {
    name: 'by digest',
    facts: pod(`containers: [{name: a, image: "b@sha256:${'0'.repeat(64)}", imagePullPolicy: Never}]`),
    verdicts: ['pass'],
  },
  { name: 'no policy', facts: inContainer('imagePullPolicy: Sometimes'), verdicts: ['unknown'] },
  { name: 'no image', facts: pod('containers: [{name: a}]'), verdicts: ['unknown'] },
]);
