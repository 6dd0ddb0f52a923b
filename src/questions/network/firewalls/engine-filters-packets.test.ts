import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { engineFiltersPackets } from './engine-filters-packets.ts';

checkTable(engineFiltersPackets, [
  { name: 'on', facts: [engineFact({ iptables: true })], verdicts: ['pass'] },
  { name: 'off', facts: [engineFact({ iptables: false })], verdicts: ['fail'], saw: /not isolated/ },
  { name: 'not said', facts: [engineFact()], verdicts: ['unknown'] },
]);
