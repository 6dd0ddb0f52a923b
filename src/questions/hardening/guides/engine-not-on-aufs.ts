import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineNotOnAufs = defineCheck({
  id: 'HRD-604',
  name: 'engine-not-on-aufs',
  aspect: 'hardening/guides',
  title: 'The engine stores nothing on aufs',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.6' }],
  remedy: 'Move to `overlay2`: save the images, set `storage-driver` and load them again.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.storageDriver, (driver) =>
        driver === 'aufs' ? 'it stores images and containers on aufs' : null,
      );
    }
  },
});
