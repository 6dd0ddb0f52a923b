import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineNotOnDevicemapper = defineCheck({
  id: 'HRD-605',
  name: 'engine-not-on-devicemapper',
  aspect: 'hardening/guides',
  title: 'The engine stores nothing on devicemapper',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.7' }],
  remedy: 'Move to `overlay2`: save the images, set `storage-driver` and load them again.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.storageDriver, (driver) =>
        driver === 'devicemapper' ? 'it stores images and containers on devicemapper' : null,
      );
    }
  },
});
