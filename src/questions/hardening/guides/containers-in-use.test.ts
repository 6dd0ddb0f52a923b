import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { containersInUse } from './containers-in-use.ts';

checkTable(containersInUse, [
  {
    name: 'as it should be',
    facts: [engineFact({ holds: { images: 1, imagesUsed: 1, containers: 10, running: 8 } })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ holds: { images: 1, imagesUsed: 1, containers: 10, running: 1 } })],
    verdicts: ['fail'],
    saw: /9 of 10/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
