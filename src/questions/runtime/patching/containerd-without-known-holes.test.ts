import { checkTable, factOf } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { containerdHoles } from '../known-holes/table.ts';
import { moment } from '../../../facts/moment.ts';
import { containerdWithoutKnownHoles } from './containerd-without-known-holes.ts';

const today = factOf(moment, { now: `${containerdHoles.listed}T12:00:00Z` });
const later = factOf(moment, { now: '2030-01-01T00:00:00Z' });
const running = (version?: string): ReturnType<typeof engineFact> =>
  engineFact(version === undefined ? {} : { containerdVersion: version });

checkTable(containerdWithoutKnownHoles, [
  { name: 'fixed', facts: [today, running('2.3.5')], verdicts: ['pass'], saw: /listed/ },
  { name: 'with a hole', facts: [today, running('1.7.20')], verdicts: ['fail'], saw: /CVE-/ },
  { name: 'a build of a distribution', facts: [today, running('1.7.20+dfsg1')], verdicts: ['unknown'], saw: /builder/ },
  { name: 'fixed, by a list grown old', facts: [later, running('2.3.5')], verdicts: ['unknown'], saw: /older/ },
  { name: 'a hole is one at any time', facts: [later, running('1.7.20')], verdicts: ['fail'] },
  { name: 'fixed, but what day is it', facts: [running('2.3.5')], verdicts: ['unknown'] },
  { name: 'no version', facts: [today, running('d71fcd7d8303cbf684402823e425e9dd2e99285d')], verdicts: ['unknown'] },
  { name: 'not said', facts: [today, running()], verdicts: ['unknown'] },
]);
