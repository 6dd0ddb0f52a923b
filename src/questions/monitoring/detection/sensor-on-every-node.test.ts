import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { sensorOnEveryNode } from './sensor-on-every-node.ts';

const falco = { image: 'docker.io/falcosecurity/falco:0.41.0' };
const web = workloadFact({ name: 'web', containers: [container({ image: 'nginx' })] });

checkTable(
  sensorOnEveryNode,
  [
    { name: 'Falco as DaemonSet', facts: [daemonSet(falco), web], verdicts: ['pass'] },
    { name: 'none', facts: [web], verdicts: ['unknown'], saw: /no sensor is among/ },
    {
      name: 'not on every node',
      facts: [workloadFact({ containers: [container(falco)] })],
      verdicts: ['unknown'],
      saw: /Falco is a Pod/,
    },
    { name: 'as init container only', facts: [daemonSet({ ...falco, role: 'init' })], verdicts: ['unknown'] },
    {
      name: 'beside Compose services',
      facts: [workloadFact({ orchestrator: 'compose', containers: [container(falco)] })],
      verdicts: ['pass'],
    },
    { name: 'a Compose project without', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: ['unknown'] },
    {
      name: 'a configuration only',
      facts: configured('falco', '{rules_files: [a]}'),
      verdicts: ['unknown'],
      saw: /whether Falco runs/,
    },
    {
      name: 'running containers belong to their engine',
      facts: [workloadFact({ orchestrator: 'docker' }, 'running')],
      verdicts: [],
    },
  ],
  { never: ['fail'], because: 'that a sensor is not in a folder does not tell that it is not on the node' },
);
