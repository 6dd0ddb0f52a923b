import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noSharedPropagation } from './no-shared-propagation.ts';

const mounted = (mode: string | undefined, why?: string): Fact<Workload>[] =>
  containers({
    mounts: [
      { volume: 'data', target: '/data', readOnly: seen(false, here), propagation: seen(mode, here, why), at: here },
    ],
  });

checkTable(noSharedPropagation, [
  { name: 'no mounts', facts: containers({}), verdicts: ['pass'] },
  { name: 'private', facts: mounted('rprivate'), verdicts: ['pass'] },
  { name: 'shared', facts: mounted('rshared'), verdicts: ['fail'], saw: /\/data/ },
  { name: 'absent', facts: mounted(undefined), verdicts: ['pass'] },
  {
    name: 'not understood',
    facts: mounted(undefined, 'is a number, not a string'),
    verdicts: ['unknown'],
    saw: /number/,
  },
]);
