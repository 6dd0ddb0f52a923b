import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNotExperimental } from './engine-not-experimental.ts';

checkTable(engineNotExperimental, [
  { name: 'as it should be', facts: [engineFact({ experimental: false })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ experimental: true })], verdicts: ['fail'], saw: /experimental/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
