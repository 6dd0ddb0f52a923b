import { checkTable } from '../../../../test/checks/table.ts';
import { historyFacts as recorded } from '../../../../test/checks/history.ts';
import { auditComplete } from './audit-complete.ts';

checkTable(
  auditComplete,
  [
    { name: 'whole', facts: recorded({ days: 1 }, { days: 9, gaps: 3 }), verdicts: ['pass'] },
    { name: 'with a gap', facts: recorded({ days: 9 }, { days: 1, gaps: 1 }), verdicts: ['fail'], saw: /1 gap$/ },
    { name: 'with unknowns', facts: recorded({ days: 1, unknown: 4 }), verdicts: ['unknown'], saw: /4 of 10/ },
    { name: 'none', facts: recorded(), verdicts: ['unknown'], saw: /elsewhere/ },
  ],
  { unshown: 'records are no file that an example could show' },
);
