import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineLiveRestore } from './engine-live-restore.ts';

checkTable(engineLiveRestore, [
  { name: 'as it should be', facts: [engineFact({ liveRestore: true })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ liveRestore: false })], verdicts: ['fail'], saw: /restart/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
