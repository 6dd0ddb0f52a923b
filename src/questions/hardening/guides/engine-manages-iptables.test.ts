import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineManagesIptables } from './engine-manages-iptables.ts';

checkTable(engineManagesIptables, [
  { name: 'as it should be', facts: [engineFact({ iptables: true })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ iptables: false })], verdicts: ['fail'], saw: /apart/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
