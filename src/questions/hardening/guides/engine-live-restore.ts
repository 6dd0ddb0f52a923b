import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineLiveRestore = defineCheck({
  id: 'HRD-261',
  name: 'engine-live-restore',
  aspect: 'hardening/guides',
  title: 'Containers outlive a restart of the engine',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.16' }],
  remedy: 'Set `"live-restore": true` in daemon.json (not in swarm mode, which does without).',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as a user who may read its socket.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.liveRestore, (on) => (on ? null : 'a restart of the engine stops all containers'));
    }
  },
});
