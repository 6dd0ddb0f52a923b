import { at, imageFact } from '../../../../test/checks/image.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { imageNotStale } from './image-not-stale.ts';

const now = at('2026-11-24T07:00:00.000Z');

checkTable(imageNotStale, [
  { name: 'yesterday', facts: [now, imageFact({ created: '2026-11-23T00:00:00Z' })], verdicts: ['pass'] },
  { name: '180 days', facts: [now, imageFact({ created: '2026-05-28T07:00:00Z' })], verdicts: ['pass'], saw: /180/ },
  { name: '181 days', facts: [now, imageFact({ created: '2026-05-27T07:00:00Z' })], verdicts: ['fail'], saw: /181/ },
  {
    name: 'a fixed time',
    facts: [now, imageFact({ created: '1970-01-01T00:00:00Z' })],
    verdicts: ['unknown'],
    saw: /1970/,
  },
  { name: 'the zero time of Go', facts: [now, imageFact({ created: '0001-01-01T00:00:00Z' })], verdicts: ['unknown'] },
  { name: 'the future', facts: [now, imageFact({ created: '2027-11-23T00:00:00Z' })], verdicts: ['unknown'] },
  { name: 'no date', facts: [now, imageFact({ created: 'soon' })], verdicts: ['unknown'] },
  { name: 'nothing said', facts: [now, imageFact()], verdicts: ['unknown'] },
  { name: 'no day of asking', facts: [imageFact({ created: '2026-11-23T00:00:00Z' })], verdicts: ['unknown'] },
]);
