import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineCgroupParentDefault } from './engine-cgroup-parent-default.ts';

checkTable(engineCgroupParentDefault, [
  { name: 'as it should be', facts: [engineFact({ cgroupParent: '' })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ cgroupParent: '/other' })], verdicts: ['fail'], saw: /other/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
