import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noPrivilegedContainer } from './no-privileged-container.ts';

checkTable(noPrivilegedContainer, [
  { name: 'says false', facts: containers({ privileged: false }), verdicts: ['pass'] },
  { name: 'says true', facts: containers({ privileged: true }), verdicts: ['fail'], saw: /privileged/ },
  { name: 'says nothing', facts: containers({}), verdicts: ['unknown'] },
  { name: 'one of two', facts: containers({ privileged: false }, { privileged: true }), verdicts: ['pass', 'fail'] },
]);
