import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineLogLevelInfo } from './engine-log-level-info.ts';

checkTable(engineLogLevelInfo, [
  { name: 'as it should be', facts: [engineFact({ logLevel: 'info' })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ logLevel: 'debug' })], verdicts: ['fail'], saw: /debug/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
