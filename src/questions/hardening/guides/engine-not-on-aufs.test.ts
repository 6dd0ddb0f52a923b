import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNotOnAufs } from './engine-not-on-aufs.ts';

checkTable(engineNotOnAufs, [
  { name: 'as it should be', facts: [engineFact({ storageDriver: 'overlay2' })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ storageDriver: 'aufs' })], verdicts: ['fail'], saw: /aufs/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
