import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { notInteractive } from './not-interactive.ts';

checkTable(notInteractive, [
  { name: 'says nothing', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'says no', facts: inContainer('stdin: false, tty: false'), verdicts: ['pass'] },
  { name: 'a terminal', facts: inContainer('stdin: false, tty: true'), verdicts: ['fail'], saw: /terminal/ },
  { name: 'input', facts: inContainer('stdin: true'), verdicts: ['fail'] },
  { name: 'no switch', facts: inContainer('tty: on please'), verdicts: ['unknown'] },
]);
