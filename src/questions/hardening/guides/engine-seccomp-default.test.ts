import { checkTable } from '../../../../test/checks/table.ts';
import { engineFact } from '../../../../test/checks/engine.ts';
import { engineSeccompDefault } from './engine-seccomp-default.ts';

checkTable(engineSeccompDefault, [
  {
    name: 'as it should be',
    facts: [engineFact({ securityOptions: ['name=seccomp,profile=builtin'] })],
    verdicts: ['pass'],
  },
  {
    name: 'as it should not be',
    facts: [engineFact({ securityOptions: ['name=apparmor'] })],
    verdicts: ['fail'],
    saw: /seccomp/,
  },
  { name: 'not said', facts: [engineFact({})], verdicts: ['unknown'] },
]);
