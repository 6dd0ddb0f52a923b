import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact, swarmOf } from '../../../../test/checks/engine.ts';
import { swarmNodeCertificatesShort } from './swarm-node-certificates-short.ts';

checkTable(swarmNodeCertificatesShort, [
  { name: 'no swarm', facts: [engineFact({ swarmActive: false })], verdicts: ['pass'] },
  {
    name: 'as it should be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ nodeCertificateDays: 90 }) })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({ nodeCertificateDays: 365 }) })],
    verdicts: ['fail'],
    saw: /365 days/,
  },
  {
    name: 'a manager that does not say',
    facts: [engineFact({ swarmActive: true, swarm: swarmOf({}) })],
    verdicts: ['unknown'],
  },
  { name: 'no manager', facts: [engineFact({ swarmActive: true })], verdicts: ['unknown'] },
]);
