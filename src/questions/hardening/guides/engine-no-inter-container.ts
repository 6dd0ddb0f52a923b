import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const engineNoInterContainer = defineCheck({
  id: 'HRD-263',
  name: 'engine-no-inter-container',
  aspect: 'hardening/guides',
  title: 'Containers on the default network do not reach each other',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.2' },
  ],
  remedy: 'Set `"icc": false` in daemon.json, and put containers that belong together on a network of their own.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.interContainer, (on) =>
        on ? 'every container on the default bridge reaches every other' : null,
      );
    }
  },
});
