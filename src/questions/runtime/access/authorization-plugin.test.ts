import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { authorizationPlugin } from './authorization-plugin.ts';

checkTable(authorizationPlugin, [
  { name: 'one', facts: [engineFact({ authorizationPlugins: ['opa'] })], verdicts: ['pass'] },
  { name: 'none', facts: [engineFact({ authorizationPlugins: [] })], verdicts: ['fail'], saw: /everything/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
