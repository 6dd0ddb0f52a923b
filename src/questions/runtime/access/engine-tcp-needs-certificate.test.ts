import { checkTable, factOf, here } from '../../../../test/checks/table.ts';
import { hostUnit, type HostUnit } from '../../../facts/host-unit.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
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
  {
    name: 'TCP that systemd hands over',
    facts: [engineFact({ listens: ['fd://'], tlsVerify: false }), socketUnit('/run/docker.sock', '2375')],
    verdicts: ['fail'],
    saw: /2375/,
  },
  {
    name: 'sockets that systemd hands over',
    facts: [engineFact({ listens: ['fd://'], tlsVerify: false }), socketUnit('/run/docker.sock', '@abstract')],
    verdicts: ['pass'],
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);

function socketUnit(...streams: string[]): Fact<HostUnit> {
  const values = streams.map((value) => ({ value, at: here }));
  const value: HostUnit = {
    name: 'docker.socket',
    file: '/lib/systemd/system/docker.socket',
    dropIns: [],
    masked: false,
    settings: { 'Socket.ListenStream': values },
    command: seen<readonly string[]>(undefined, here),
    at: here,
  };
  return factOf(hostUnit, value);
}
