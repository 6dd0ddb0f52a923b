import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineNoSwarm = defineCheck({
  id: 'HRD-267',
  name: 'engine-no-swarm',
  aspect: 'hardening/guides',
  title: 'Swarm mode is off where it is not used',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.1' }],
  remedy: 'If no services run on it: `docker swarm leave`.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.swarmActive, (on) => (on ? 'swarm mode is on, with its ports open' : null));
    }
  },
});
