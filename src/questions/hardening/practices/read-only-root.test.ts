import { checkTable, containers } from '../../../../test/checks/table.ts';
import { readOnlyRoot } from './read-only-root.ts';

checkTable(readOnlyRoot, [
  { name: 'read-only', facts: containers({ readOnlyRoot: true }), verdicts: ['pass'] },
  { name: 'writable', facts: containers({ readOnlyRoot: false }), verdicts: ['fail'], saw: /changed/ },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
