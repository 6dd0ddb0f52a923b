import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import { imageFact } from '../../../../test/checks/image.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { healthChecked } from './health-checked.ts';

const made = (has: boolean): ReturnType<typeof imageFact> =>
  imageFact({ references: ['docker.io/library/web:latest'], healthCheck: has });
const service = (given: Parameters<typeof container>[0]): Fact<Workload> =>
  workloadFact({ orchestrator: 'compose', containers: [container(given)] });

checkTable(healthChecked, [
  { name: 'asked', facts: containers({ health: { disabled: false, test: 'curl' } }), verdicts: ['pass'] },
  {
    name: 'switched off',
    facts: containers({ health: { disabled: true, test: '' } }),
    verdicts: ['fail'],
    saw: /nothing/,
  },
  { name: 'by its image', facts: [service({ image: 'web' }), made(true)], verdicts: ['pass'] },
  { name: 'not by its image', facts: [service({ image: 'web' }), made(false)], verdicts: ['fail'], saw: /image/ },
  {
    name: 'init containers end',
    facts: containers({ role: 'init', health: { disabled: true, test: '' } }),
    verdicts: [],
  },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
