import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeSwarms } from '../docker-host/swarm.ts';

export const swarmManagersFew = defineCheck({
  id: 'HRD-650',
  name: 'swarm-managers-few',
  aspect: 'hardening/guides',
  title: 'A swarm has as few managers as it needs',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '7.1' }],
  remedy: 'Demote managers until three, five or seven are left: `docker node demote NODE`.',
  toKnow: 'Ask a manager of the swarm: `plimsoll ask docker:` there.',
  needs: { engines: engine },
  evaluate: ({ engines }) =>
    judgeSwarms(
      engines,
      (swarm) => swarm.managers,
      (count) =>
        count > 7 || (count > 1 && count % 2 === 0)
          ? `has ${count} managers: more than seven, or an even number, cost more than they save`
          : null,
    ),
});
