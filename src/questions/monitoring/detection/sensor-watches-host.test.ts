import { engineFact, processes } from '../../../../test/checks/engine.ts';
import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { sensorWatchesHost } from './sensor-watches-host.ts';

const falco = workloadFact(
  { orchestrator: 'docker', containers: [container({ image: 'falcosecurity/falco' })] },
  'running',
);

checkTable(sensorWatchesHost, [
  { name: 'a process', facts: [engineFact(), ...processes('systemd', 'falco')], verdicts: ['pass'], saw: /process 2/ },
  { name: 'a container', facts: [engineFact(), falco], verdicts: ['pass'], saw: /container web/ },
  {
    name: 'none on a host seen in full',
    facts: [engineFact(), ...processes('systemd', 'dockerd', 'sshd')],
    verdicts: ['fail'],
    saw: /none of the 3 processes/,
  },
  {
    name: 'the process list of a container',
    facts: [engineFact(), ...processes('node', 'bash')],
    verdicts: ['unknown'],
  },
  { name: 'no process seen', facts: [engineFact()], verdicts: ['unknown'] },
  { name: 'no engine', facts: [...processes('systemd')], verdicts: [] },
]);
