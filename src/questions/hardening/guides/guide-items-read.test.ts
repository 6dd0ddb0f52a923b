import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { hostFileFact } from '../../../../test/checks/host.ts';
import { guideItemsRead } from './guide-items-read.ts';

checkTable(
  guideItemsRead,
  [
    { name: 'an engine', facts: [engineFact({})], verdicts: ['unknown'], saw: /Docker/ },
    {
      name: 'an engine with its host',
      facts: [engineFact({}), hostFileFact('docker.service', { type: 'file' })],
      verdicts: [],
    },
    {
      name: 'Pods, once for all',
      facts: [workloadFact({}), workloadFact({})],
      verdicts: ['unknown'],
      saw: /Kubernetes/,
    },
    {
      name: 'Pods with their node',
      facts: [workloadFact({}), hostFileFact('configuration of kubelet', { type: 'file' })],
      verdicts: [],
    },
    { name: 'Compose alone names no platform', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
  ],
  { never: ['pass', 'fail'], because: 'no source reads these items, so that nothing can be said of them' },
);
