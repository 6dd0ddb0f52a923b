import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNoInterContainer } from './engine-no-inter-container.ts';

checkTable(engineNoInterContainer, [
  { name: 'as it should be', facts: [engineFact({ interContainer: false })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ interContainer: true })], verdicts: ['fail'], saw: /bridge/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
