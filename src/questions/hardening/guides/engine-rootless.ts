import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineRootless = defineCheck({
  id: 'HRD-602',
  name: 'engine-rootless',
  aspect: 'hardening/guides',
  title: 'The engine runs without root',
  severity: 'low',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'rootless-engine' },
  ],
  remedy: 'Run it rootless (`dockerd-rootless-setuptool.sh install`) where what it runs allows that.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.rootless, (rootless) => (rootless ? null : 'the engine runs as root of the host'));
    }
  },
});
