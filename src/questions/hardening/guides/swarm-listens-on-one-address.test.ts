import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { hostFact } from '../../../../test/checks/host.ts';

const swarm = engineFact({ swarmActive: true });
import { swarmListensOnOneAddress } from './swarm-listens-on-one-address.ts';

checkTable(swarmListensOnOneAddress, [
  { name: 'no swarm', facts: [engineFact({ swarmActive: false })], verdicts: ['pass'] },
  { name: 'one address', facts: [swarm, hostFact({ listeners: ['10.0.0.1:2377', '0.0.0.0:80'] })], verdicts: ['pass'] },
  { name: 'every address', facts: [swarm, hostFact({ listeners: [':::2377'] })], verdicts: ['fail'], saw: /2377/ },
  { name: 'no port', facts: [swarm, hostFact({ listeners: [] })], verdicts: ['unknown'] },
  { name: 'listeners not seen', facts: [swarm, hostFact()], verdicts: ['unknown'] },
  { name: 'host not seen', facts: [swarm, hostFact({ live: false, listeners: [] })], verdicts: ['unknown'] },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
