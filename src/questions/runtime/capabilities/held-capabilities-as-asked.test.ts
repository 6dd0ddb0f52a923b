import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import type { Container, Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { heldCapabilitiesAsAsked } from './held-capabilities-as-asked.ts';

const asked = { privileged: false, capabilitiesAdded: [], capabilitiesDropped: [] };
const running = (given: Parameters<typeof container>[0]): Fact<Workload>[] => {
  const one: Container = container(given);
  return [workloadFact({ orchestrator: 'docker', containers: [one] }, 'running')];
};

checkTable(
  heldCapabilitiesAsAsked,
  [
    { name: 'declared only: not its question', facts: containers(asked), verdicts: [] },
    { name: 'as asked', facts: running({ ...asked, capabilitiesHeld: ['CHOWN'] }), verdicts: ['pass'] },
    {
      name: 'dropped all',
      facts: running({ ...asked, capabilitiesDropped: ['ALL'], capabilitiesHeld: [] }),
      verdicts: ['pass'],
    },
    {
      name: 'more than asked',
      facts: running({ ...asked, capabilitiesDropped: ['ALL'], capabilitiesHeld: ['CHOWN', 'SYS_ADMIN'] }),
      verdicts: ['fail'],
      saw: /holds CHOWN, SYS_ADMIN/,
    },
    {
      name: 'privileged may hold all',
      facts: running({ ...asked, privileged: true, capabilitiesHeld: ['SYS_ADMIN'] }),
      verdicts: ['pass'],
    },
    {
      name: 'added ALL less one',
      facts: running({ ...asked, capabilitiesAdded: ['ALL'], capabilitiesDropped: ['BPF'], capabilitiesHeld: ['BPF'] }),
      verdicts: ['fail'],
    },
    { name: 'kernel not readable', facts: running(asked), verdicts: ['unknown'] },
    { name: 'asked not known', facts: running({ capabilitiesHeld: [] }), verdicts: ['unknown'] },
  ],
  { unshown: 'an inspect answer does not hold the word of the kernel' },
);
