import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNoNewPrivileges } from './engine-no-new-privileges.ts';

checkTable(engineNoNewPrivileges, [
  { name: 'as it should be', facts: [engineFact({ noNewPrivileges: true })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ noNewPrivileges: false })], verdicts: ['fail'], saw: /setuid/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
