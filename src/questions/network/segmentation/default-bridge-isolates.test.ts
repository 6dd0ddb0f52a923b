import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { defaultBridgeIsolates } from './default-bridge-isolates.ts';

checkTable(defaultBridgeIsolates, [
  { name: 'closed', facts: [engineFact({ interContainer: false })], verdicts: ['pass'] },
  { name: 'open', facts: [engineFact({ interContainer: true })], verdicts: ['fail'], saw: /every other/ },
  { name: 'not said', facts: [engineFact()], verdicts: ['unknown'] },
]);
