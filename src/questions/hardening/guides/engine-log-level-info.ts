import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineLogLevelInfo = defineCheck({
  id: 'HRD-603',
  name: 'engine-log-level-info',
  aspect: 'hardening/guides',
  title: 'The engine logs at level info',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.3' }],
  remedy: 'Set `"log-level": "info"` in daemon.json, or leave it out, and remove `debug`.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.logLevel, (level) => (level === 'info' ? null : `it logs at level ${level}`));
    }
  },
});
