import { engine } from '../../../facts/engine.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

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
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      if (value.swarmActive.value === false) {
        yield pass(about, value.swarmActive, 'swarm mode is off');
        continue;
      }
      const { swarm } = value;
      if (swarm.value === undefined) {
        yield unknown(about, swarm, swarm.why ?? 'the swarm was not seen');
        continue;
      }
      yield judge(about, swarm.value.managers, (count) =>
        count > 7 || (count > 1 && count % 2 === 0)
          ? `has ${count} managers: more than seven, or an even number, cost more than they save`
          : null,
      );
    }
  },
});
