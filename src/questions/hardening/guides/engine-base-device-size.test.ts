import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineBaseDeviceSize } from './engine-base-device-size.ts';

checkTable(engineBaseDeviceSize, [
  { name: 'as it should be', facts: [engineFact({ storageOptions: [] })], verdicts: ['pass'] },
  {
    name: 'as it should not be',
    facts: [engineFact({ storageOptions: ['dm.basesize=200G'] })],
    verdicts: ['fail'],
    saw: /basesize/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
