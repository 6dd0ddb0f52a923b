import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { logCollectorOnNodes } from './log-collector-on-nodes.ts';

const image = 'cr.fluentbit.io/fluent/fluent-bit:4.0';
const web = workloadFact({ name: 'web', containers: [container({ image: 'nginx' })] });

checkTable(
  logCollectorOnNodes,
  [
    { name: 'a DaemonSet', facts: [daemonSet({ image }), web], verdicts: ['pass'], saw: /Fluent Bit/ },
    { name: 'none', facts: [web], verdicts: ['unknown'], saw: /no log collector/ },
    {
      name: 'not on every node',
      facts: [web, workloadFact({ containers: [container({ image })] })],
      verdicts: ['unknown'],
      saw: /is a Pod/,
    },
    { name: 'nothing of Kubernetes', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
  ],
  { never: ['fail'], because: 'that a collector is not in a folder does not tell that it is not on the node' },
);
