import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineNotExperimental = defineCheck({
  id: 'HRD-265',
  name: 'engine-not-experimental',
  aspect: 'hardening/guides',
  title: 'The engine runs without experimental features',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.19' }],
  remedy: 'Remove `"experimental": true` from daemon.json.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.experimental, (on) => (on ? 'experimental features are on' : null));
    }
  },
});
