import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNoUserlandProxy } from './engine-no-userland-proxy.ts';

checkTable(engineNoUserlandProxy, [
  { name: 'as it should be', facts: [engineFact({ userlandProxy: false })], verdicts: ['pass'] },
  { name: 'as it should not be', facts: [engineFact({ userlandProxy: true })], verdicts: ['fail'], saw: /proxy/ },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
