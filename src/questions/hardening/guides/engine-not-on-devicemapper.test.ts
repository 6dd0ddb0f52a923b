import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNotOnDevicemapper } from './engine-not-on-devicemapper.ts';

checkTable(engineNotOnDevicemapper, [
  { name: 'as it should be', facts: [engineFact({ storageDriver: 'overlay2' })], verdicts: ['pass'] },
  {
    name: 'as it should not be',
    facts: [engineFact({ storageDriver: 'devicemapper' })],
    verdicts: ['fail'],
    saw: /devicemapper/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
