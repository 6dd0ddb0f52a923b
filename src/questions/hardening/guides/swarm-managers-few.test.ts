import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact, swarmOf } from '../../../../test/checks/engine.ts';
import { swarmManagersFew } from './swarm-managers-few.ts';

checkTable(swarmManagersFew, [
  { name: 'no swarm', facts: [engineFact({ swarmActive: false })], verdicts: ['pass'] },
  {
    name: 'as it should be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ managers: 3 }) })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ managers: 4 }) })],
    verdicts: ['fail'],
    saw: /4 managers/,
  },
  {
    name: 'a manager that does not say',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({}) })],
    verdicts: ['unknown'],
  },
  { name: 'no manager', facts: [engineFact({ swarmActive: true })], verdicts: ['unknown'] },
]);
