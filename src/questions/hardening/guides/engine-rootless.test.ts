import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineRootless } from './engine-rootless.ts';

checkTable(engineRootless, [
  { name: 'as it should be', facts: [engineFact({ rootless: true })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ rootless: false })], verdicts: ['fail'], saw: /root/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
