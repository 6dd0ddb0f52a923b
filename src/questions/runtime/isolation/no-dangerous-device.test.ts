import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { noDangerousDevice } from './no-dangerous-device.ts';

const docker = (given: Parameters<typeof container>[0]): Fact<Workload>[] => {
  const one: Container = container(given);
  return [workloadFact({ orchestrator: 'docker', containers: [one] })];
};

checkTable(noDangerousDevice, [
  { name: 'none', facts: docker({ privileged: false, devices: [] }), verdicts: ['pass'] },
  {
    name: 'a disk',
    facts: docker({ privileged: false, devices: ['/dev/sda:/dev/xvdc:rwm'] }),
    verdicts: ['fail'],
    saw: /disk/,
  },
  { name: 'memory', facts: docker({ privileged: false, devices: ['/dev/mem'] }), verdicts: ['fail'], saw: /memory/ },
  { name: 'all of /dev', facts: docker({ privileged: false, devices: ['/dev'] }), verdicts: ['fail'] },
  {
    name: 'another',
    facts: docker({ privileged: false, devices: ['/dev/snd', '/dev/dri'] }),
    verdicts: ['fail', 'fail'],
    saw: /not its own/,
  },
  { name: 'privileged', facts: docker({ devices: [], privileged: true }), verdicts: ['fail'] },
  { name: 'privileged Pod', facts: containers({ privileged: true }), verdicts: ['fail'] },
  { name: 'Pod', facts: containers({ privileged: false }), verdicts: ['pass'] },
  {
    name: 'privileged or not',
    facts: docker({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: docker({ privileged: false }), verdicts: ['unknown'] },
]);
