import { checkTable } from '../../../../test/checks/table.ts';
import { historyFacts as recorded } from '../../../../test/checks/history.ts';
import { auditsRegular } from './audits-regular.ts';

checkTable(
  auditsRegular,
  [
    { name: 'every two weeks', facts: recorded(70, 56, 42, 28, 14, 1), verdicts: ['pass'], saw: /6 days, at most 14/ },
    { name: 'long ago a lapse', facts: recorded(300, 120, 90, 60, 30, 1), verdicts: ['pass'] },
    { name: 'a lapse in the last quarter', facts: recorded(90, 50, 20, 1), verdicts: ['fail'], saw: /40 days/ },
    { name: 'a lapse that goes on', facts: recorded(90, 70, 45), verdicts: ['fail'], saw: /45 days/ },
    { name: 'one long ago', facts: recorded(200), verdicts: ['fail'], saw: /200 days/ },
    { name: 'one', facts: recorded(2), verdicts: ['unknown'], saw: /1 day over 2/ },
    { name: 'many on one day', facts: recorded(1, 1.01, 1.02, 1.03), verdicts: ['unknown'] },
    { name: 'daily for a week', facts: recorded(7, 6, 5, 4, 3, 2, 1), verdicts: ['unknown'], saw: /too few/ },
    { name: 'none', facts: recorded(), verdicts: ['unknown'], saw: /elsewhere/ },
    {
      name: 'every two weeks of nothing',
      facts: recorded(...[70, 56, 42, 28, 14, 1].map((days) => ({ days, outcomes: 0 }))),
      verdicts: ['unknown'],
    },
    { name: 'nothing was looked up', facts: [], verdicts: [] },
  ],
  { unshown: 'records are no file that an example could show' },
);
