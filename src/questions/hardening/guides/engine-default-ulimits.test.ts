import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineDefaultUlimits } from './engine-default-ulimits.ts';

checkTable(engineDefaultUlimits, [
  { name: 'as it should be', facts: [engineFact({ defaultUlimits: ['nofile=1024:2048'] })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ defaultUlimits: [] })], verdicts: ['fail'], saw: /inherit/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
