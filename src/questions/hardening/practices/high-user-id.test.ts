import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { highUserId } from './high-user-id.ts';

checkTable(highUserId, [
  { name: 'high', facts: inContainer('securityContext: {runAsUser: 10001}'), verdicts: ['pass'] },
  { name: 'low', facts: inContainer('securityContext: {runAsUser: 1000}'), verdicts: ['fail'], saw: /user 1000/ },
  {
    name: 'low, of the Pod',
    facts: inContainer('', 'securityContext: {runAsUser: 33}'),
    verdicts: ['fail'],
    saw: /user 33/,
  },
  {
    name: 'own overrides the Pod',
    facts: inContainer('securityContext: {runAsUser: 20000}', 'securityContext: {runAsUser: 33}'),
    verdicts: ['pass'],
  },
  {
    name: 'low in a user namespace',
    facts: inContainer('securityContext: {runAsUser: 33}', 'hostUsers: false'),
    verdicts: ['pass'],
  },
  {
    name: 'no number',
    facts: inContainer('securityContext: {runAsUser: web}'),
    verdicts: ['unknown'],
    saw: /not a number/,
  },
  { name: 'negative', facts: inContainer('securityContext: {runAsUser: -1}'), verdicts: ['unknown'], saw: /no user/ },
  {
    name: 'root and nothing',
    facts: [...inContainer('securityContext: {runAsUser: 0}'), ...inContainer('')],
    verdicts: [],
  },
  { name: 'of Windows', facts: inContainer('securityContext: {runAsUser: 33}', 'os: {name: windows}'), verdicts: [] },
]);
