import { engine } from '../../../facts/engine.ts';
import { judge, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

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
      yield judge(about, swarm.value.autoLock, (locked) =>
        locked ? null : 'whoever takes the disk of a manager has the keys of the swarm',
      );
    }
  },
});
