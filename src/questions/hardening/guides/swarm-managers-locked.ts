import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeSwarms } from '../docker-host/swarm.ts';

export const swarmManagersLocked = defineCheck({
  id: 'HRD-653',
  name: 'swarm-managers-locked',
  aspect: 'hardening/guides',
  title: 'Managers of a swarm ask for a key after a restart',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '7.5' }],
  remedy: '`docker swarm update --autolock=true`, and keep the key in a safe place.',
  toKnow: 'Ask a manager of the swarm: `plimsoll ask docker:` there.',
  needs: { engines: engine },
  evaluate: ({ engines }) =>
    judgeSwarms(
      engines,
      (swarm) => swarm.autoLock,
      (locked) => (locked ? null : 'whoever takes the disk of a manager has the keys of the swarm'),
    ),
});
