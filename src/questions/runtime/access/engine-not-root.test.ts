import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineNotRoot } from './engine-not-root.ts';

checkTable(engineNotRoot, [
  { name: 'rootless', facts: [engineFact({ rootless: true })], verdicts: ['pass'] },
  { name: 'remapped', facts: [engineFact({ rootless: false, userNamespaces: true })], verdicts: ['pass'] },
  { name: 'root', facts: [engineFact({ rootless: false, userNamespaces: false })], verdicts: ['fail'], saw: /root/ },
  { name: 'half known', facts: [engineFact({ rootless: false })], verdicts: ['unknown'] },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
