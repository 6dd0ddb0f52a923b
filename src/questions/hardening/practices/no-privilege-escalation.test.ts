import { checkTable, containers } from '../../../../test/checks/table.ts';
import { noPrivilegeEscalation } from './no-privilege-escalation.ts';

checkTable(noPrivilegeEscalation, [
  { name: 'no', facts: containers({ allowPrivilegeEscalation: false }), verdicts: ['pass'] },
  { name: 'yes', facts: containers({ allowPrivilegeEscalation: true }), verdicts: ['fail'], saw: /setuid/ },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
