import { checkTable, containers } from '../../../../test/checks/table.ts';
import { seccompNotUnconfined } from './seccomp-not-unconfined.ts';

checkTable(seccompNotUnconfined, [
  { name: 'default', facts: containers({ privileged: false, seccomp: { type: 'default' } }), verdicts: ['pass'] },
  {
    name: 'custom',
    facts: containers({ privileged: false, seccomp: { type: 'custom', profile: 'web.json' } }),
    verdicts: ['pass'],
  },
  {
    name: 'unconfined',
    facts: containers({ privileged: false, seccomp: { type: 'unconfined' } }),
    verdicts: ['fail'],
    saw: /system call/,
  },
  { name: 'privileged', facts: containers({ seccomp: { type: 'default' }, privileged: true }), verdicts: ['fail'] },
  {
    name: 'privileged or not',
    facts: containers({ seccomp: { type: 'default' }, devices: [], capabilitiesAdded: [] }),
    verdicts: ['unknown'],
  },
  { name: 'not said', facts: containers({ privileged: false }), verdicts: ['unknown'] },
]);
