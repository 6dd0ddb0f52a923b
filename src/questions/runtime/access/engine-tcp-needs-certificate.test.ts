import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineTcpNeedsCertificate } from './engine-tcp-needs-certificate.ts';

checkTable(engineTcpNeedsCertificate, [
  { name: 'socket only', facts: [engineFact({ listens: ['unix:///run/docker.sock', 'fd://'] })], verdicts: ['pass'] },
  {
    name: 'TCP with certificates',
    facts: [engineFact({ listens: ['tcp://0.0.0.0:2376'], tlsVerify: true })],
    verdicts: ['pass'],
  },
  {
    name: 'TCP for all',
    facts: [engineFact({ listens: ['tcp://0.0.0.0:2375'], tlsVerify: false })],
    verdicts: ['fail'],
    saw: /2375/,
  },
  { name: 'seen open, addresses not known', facts: [engineFact({ tlsVerify: false })], verdicts: ['unknown'] },
  {
    name: 'TCP, certificates not known',
    facts: [engineFact({ listens: ['tcp://10.0.0.1:2376'] })],
    verdicts: ['unknown'],
  },
  {
    name: 'answered in clear',
    facts: [engineFact({ address: 'tcp://10.0.0.1:2375', tlsVerify: false })],
    verdicts: ['fail'],
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
