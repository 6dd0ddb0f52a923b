import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { hostFact, hostFileFact } from '../../../../test/checks/host.ts';

const data = hostFileFact('Docker data', { path: '/var/lib/docker', type: 'folder', mode: 0o710 });
import { dockerDataOnOwnPartition } from './docker-data-on-own-partition.ts';

checkTable(dockerDataOnOwnPartition, [
  { name: 'a mount', facts: [hostFact({ mounts: ['/', '/var/lib/docker'] }), data], verdicts: ['pass'] },
  { name: 'no mount', facts: [hostFact({ mounts: ['/', '/var'] }), data], verdicts: ['fail'], saw: /shares/ },
  {
    name: 'the folder that the engine names counts',
    facts: [hostFact({ mounts: ['/', '/var/lib/docker'] }), data, engineFact({ dataRoot: '/srv/docker' })],
    verdicts: ['fail'],
    saw: /srv/,
  },
  {
    name: 'with user namespaces it is one folder deeper',
    facts: [hostFact({ mounts: ['/', '/srv/docker'] }), engineFact({ dataRoot: '/srv/docker/100000.100000' })],
    verdicts: ['pass'],
  },
  {
    name: 'the folder of an engine elsewhere does not',
    facts: [
      hostFact({ mounts: ['/', '/srv/docker'] }),
      engineFact({ dataRoot: '/srv/docker', address: 'tcp://10.0.0.9:2376' }),
    ],
    verdicts: ['unknown'],
  },
  { name: 'fstab names it', facts: [hostFact({ live: false, mounts: ['/var/lib/docker'] }), data], verdicts: ['pass'] },
  { name: 'fstab does not', facts: [hostFact({ live: false, mounts: ['/'] }), data], verdicts: ['unknown'] },
  { name: 'a host without Docker', facts: [hostFact({ mounts: ['/'] })], verdicts: [] },
  { name: 'mounts not seen', facts: [hostFact(), data], verdicts: ['unknown'] },
  {
    name: 'no such folder seen',
    facts: [hostFact({ mounts: ['/'] }), hostFileFact('Docker data')],
    verdicts: ['unknown'],
  },
]);
