import { checkTable, containers } from '../../../../test/checks/table.ts';
import { seccompNotUnconfined } from './seccomp-not-unconfined.ts';

checkTable(seccompNotUnconfined, [
  { name: 'default', facts: containers({ seccomp: { type: 'default' } }), verdicts: ['pass'] },
  { name: 'custom', facts: containers({ seccomp: { type: 'custom', profile: 'web.json' } }), verdicts: ['pass'] },
  {
    name: 'unconfined',
    facts: containers({ seccomp: { type: 'unconfined' } }),
    verdicts: ['fail'],
    saw: /system call/,
  },
  { name: 'privileged', facts: containers({ seccomp: { type: 'default' }, privileged: true }), verdicts: ['fail'] },
  { name: 'not said', facts: containers({}), verdicts: ['unknown'] },
]);
