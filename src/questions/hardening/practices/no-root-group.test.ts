import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noRootGroup } from './no-root-group.ts';

checkTable(noRootGroup, [
  {
    name: 'other groups',
    facts: inContainer('securityContext: {runAsGroup: 7}', 'securityContext: {fsGroup: 7, supplementalGroups: [8]}'),
    verdicts: ['pass', 'pass'],
  },
  { name: 'root', facts: inContainer('securityContext: {runAsGroup: 0}'), verdicts: ['fail'], saw: /group of root/ },
  { name: 'root, of the Pod', facts: inContainer('', 'securityContext: {runAsGroup: 0}'), verdicts: ['fail'] },
  { name: 'fsGroup', facts: inContainer('', 'securityContext: {fsGroup: 0}'), verdicts: ['fail'], saw: /volumes/ },
  {
    name: 'supplemental',
    facts: inContainer('', 'securityContext: {supplementalGroups: [1, 0]}'),
    verdicts: ['fail'],
    saw: /adds/,
  },
  { name: 'no number', facts: inContainer('', 'securityContext: {supplementalGroups: [a]}'), verdicts: ['unknown'] },
  {
    name: 'no list',
    facts: inContainer('', 'securityContext: {supplementalGroups: 0}'),
    verdicts: ['unknown'],
    saw: /no list/,
  },
  { name: 'a text', facts: inContainer('securityContext: {runAsGroup: root}'), verdicts: ['unknown'] },
  {
    name: 'nothing, and Windows',
    facts: [...inContainer(''), ...inContainer('', 'os: {name: windows}, securityContext: {fsGroup: 0}')],
    verdicts: [],
  },
]);
