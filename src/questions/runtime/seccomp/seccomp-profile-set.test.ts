import { checkTable, container, containers, workloadFact } from '../../../../test/checks/table.ts';
import { seccompProfileSet } from './seccomp-profile-set.ts';

checkTable(seccompProfileSet, [
  { name: 'default', facts: containers({ privileged: false, seccomp: { type: 'default' } }), verdicts: ['pass'] },
  {
    name: 'custom',
    facts: containers({ privileged: false, seccomp: { type: 'custom', profile: 'web.json' } }),
    verdicts: ['pass'],
  },
  { name: 'unconfined', facts: containers({ privileged: false, seccomp: { type: 'unconfined' } }), verdicts: ['fail'] },
  { name: 'privileged', facts: containers({ seccomp: { type: 'default' }, privileged: true }), verdicts: ['fail'] },
  { name: 'Pod without one', facts: containers({ privileged: false }), verdicts: ['fail'], saw: /no seccomp/ },
  {
    name: 'container of which it is not known',
    facts: [workloadFact({ orchestrator: 'docker', containers: [container({ privileged: false })] })],
    verdicts: ['unknown'],
  },
]);
