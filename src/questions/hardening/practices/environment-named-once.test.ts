import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { environmentNamedOnce } from './environment-named-once.ts';

checkTable(environmentNamedOnce, [
  { name: 'none', facts: inContainer(''), verdicts: ['pass'] },
  { name: 'two', facts: inContainer('env: [{name: A, value: a}, {name: B, value: b}]'), verdicts: ['pass'] },
  {
    name: 'one twice',
    facts: inContainer('env: [{name: A, value: a}, {name: B, value: b}, {name: A, value: c}]'),
    verdicts: ['fail'],
    saw: /sets A again/,
  },
  { name: 'nameless', facts: inContainer('env: [{value: a}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: inContainer('env: A'), verdicts: ['unknown'] },
]);
