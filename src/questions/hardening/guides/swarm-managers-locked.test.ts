import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact, swarmOf } from '../../../../test/checks/engine.ts';
import { swarmManagersLocked } from './swarm-managers-locked.ts';

checkTable(swarmManagersLocked, [
  { name: 'no swarm', facts: [engineFact({ swarmActive: false })], verdicts: ['pass'] },
  {
    name: 'as it should be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ autoLock: true }) })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ autoLock: false }) })],
    verdicts: ['fail'],
    saw: /disk/,
  },
  {
    name: 'a manager that does not say',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({}) })],
    verdicts: ['unknown'],
  },
  { name: 'no manager', facts: [engineFact({ swarmActive: true })], verdicts: ['unknown'] },
]);
