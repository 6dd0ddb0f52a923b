import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNoSwarm } from './engine-no-swarm.ts';

checkTable(engineNoSwarm, [
  { name: 'as it should be', facts: [engineFact({ swarmActive: false })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ swarmActive: true })], verdicts: ['fail'], saw: /swarm/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
