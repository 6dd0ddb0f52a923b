import { checkTable, factOf } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { runcHoles } from '../known-holes/table.ts';
import { moment } from '../../../facts/moment.ts';
import { runcWithoutKnownHoles } from './runc-without-known-holes.ts';

const today = factOf(moment, { now: `${runcHoles.listed}T12:00:00Z` });
const later = factOf(moment, { now: '2030-01-01T00:00:00Z' });
const running = (version?: string): ReturnType<typeof engineFact> =>
  engineFact(version === undefined ? {} : { runcVersion: version });

checkTable(runcWithoutKnownHoles, [
  { name: 'fixed', facts: [today, running('1.5.2')], verdicts: ['pass'], saw: /listed/ },
  { name: 'with a hole', facts: [today, running('1.1.11')], verdicts: ['fail'], saw: /CVE-/ },
  { name: 'a build of a distribution', facts: [today, running('1.1.11+dfsg1')], verdicts: ['unknown'], saw: /builder/ },
  { name: 'fixed, by a list grown old', facts: [later, running('1.5.2')], verdicts: ['unknown'], saw: /older/ },
  { name: 'a hole is one at any time', facts: [later, running('1.1.11')], verdicts: ['fail'] },
  { name: 'fixed, but what day is it', facts: [running('1.5.2')], verdicts: ['unknown'] },
  { name: 'no version', facts: [today, running('d71fcd7d8303cbf684402823e425e9dd2e99285d')], verdicts: ['unknown'] },
  { name: 'not said', facts: [today, running()], verdicts: ['unknown'] },
]);
