import { checkTable } from '../../../../test/checks/table.ts';
import { historyFacts as recorded } from '../../../../test/checks/history.ts';
import { auditRecent } from './audit-recent.ts';

checkTable(
  auditRecent,
  [
    { name: 'yesterday', facts: recorded(1, 50), verdicts: ['pass'] },
    { name: 'too long ago', facts: recorded(32.5, 50), verdicts: ['fail'], saw: /32 days old/ },
    { name: 'yesterday, with gaps', facts: recorded({ days: 1, gaps: 2 }, 40), verdicts: ['fail'], saw: /40 days old/ },
    { name: 'only with gaps', facts: recorded({ days: 1, gaps: 2 }), verdicts: ['fail'], saw: /each of 1/ },
    { name: 'yesterday, of nothing', facts: recorded({ days: 1, outcomes: 0 }), verdicts: ['unknown'] },
    { name: 'none', facts: recorded(), verdicts: ['unknown'], saw: /elsewhere/ },
  ],
  { unshown: 'records are no file that an example could show' },
);
