import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { noInsecureRegistry } from './no-insecure-registry.ts';

checkTable(noInsecureRegistry, [
  { name: 'none', facts: [engineFact({ insecureRegistries: [] })], verdicts: ['pass'] },
  {
    name: 'one',
    facts: [engineFact({ insecureRegistries: ['registry.local:5000'] })],
    verdicts: ['fail'],
    saw: /registry.local/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
