import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { imagesInUse } from './images-in-use.ts';

checkTable(imagesInUse, [
  {
    name: 'as it should be',
    facts: [engineFact({ holds: { images: 4, imagesUsed: 2, containers: 2, running: 2 } })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ holds: { images: 4, imagesUsed: 1, containers: 1, running: 1 } })],
    verdicts: ['fail'],
    saw: /3 of 4/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
