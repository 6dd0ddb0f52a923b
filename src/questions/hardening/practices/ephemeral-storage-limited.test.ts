import { inContainer, pod } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { ephemeralStorageLimited } from './ephemeral-storage-limited.ts';

checkTable(ephemeralStorageLimited, [
  { name: 'limited', facts: inContainer('resources: {limits: {ephemeral-storage: 1Gi}}'), verdicts: ['pass'] },
  { name: 'not', facts: inContainer(''), verdicts: ['fail'], saw: /container web/ },
  { name: 'zero', facts: inContainer('resources: {limits: {ephemeral-storage: 0}}'), verdicts: ['fail'] },
  {
    name: 'one of two',
    facts: pod('containers: [{name: a, image: b, resources: {limits: {ephemeral-storage: 1}}}, {name: c, image: b}]'),
    verdicts: ['fail'],
    saw: /container c/,
  },
  { name: 'no quantity', facts: inContainer('resources: {limits: {ephemeral-storage: big}}'), verdicts: ['unknown'] },
  { name: 'no text', facts: inContainer('resources: {limits: {ephemeral-storage: [1]}}'), verdicts: ['unknown'] },
]);
