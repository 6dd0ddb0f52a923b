import { checkTable, factOf } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { kernelHoles } from '../known-holes/table.ts';
import { moment } from '../../../facts/moment.ts';
import { kernelWithoutKnownHoles } from './kernel-without-known-holes.ts';

const today = factOf(moment, { now: `${kernelHoles.listed}T12:00:00Z` });
const later = factOf(moment, { now: '2030-01-01T00:00:00Z' });
const running = (version?: string): ReturnType<typeof engineFact> =>
  engineFact(version === undefined ? {} : { kernelVersion: version });

checkTable(
  kernelWithoutKnownHoles,
  [
    { name: 'none of the listed', facts: [today, running('6.12.1')], verdicts: ['unknown'], saw: /proves nothing/ },
    { name: 'with a hole', facts: [today, running('5.15.20')], verdicts: ['fail'], saw: /CVE-/ },
    {
      name: 'a build of a distribution',
      facts: [today, running('5.15.0-91-generic')],
      verdicts: ['unknown'],
      saw: /builder/,
    },
    { name: 'by a list grown old', facts: [later, running('6.12.1')], verdicts: ['unknown'], saw: /older/ },
    { name: 'not said', facts: [today, running()], verdicts: ['unknown'] },
  ],
  { never: ['pass'], because: 'a kernel has more holes than a list can hold' },
);
