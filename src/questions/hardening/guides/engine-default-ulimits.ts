import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineDefaultUlimits = defineCheck({
  id: 'HRD-606',
  name: 'engine-default-ulimits',
  aspect: 'hardening/guides',
  title: 'The engine gives containers ulimits',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.9' }],
  remedy: 'Set `default-ulimits` in daemon.json, `nofile` at the least, to what most of the services need.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.defaultUlimits, (limits) =>
        limits.length > 0 ? null : 'containers inherit the ulimits of the engine, which are those of a server',
      );
    }
  },
});
