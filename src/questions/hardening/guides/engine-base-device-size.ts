import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const engineBaseDeviceSize = defineCheck({
  id: 'HRD-608',
  name: 'engine-base-device-size',
  aspect: 'hardening/guides',
  title: 'The base device size is as it was',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.12' }],
  remedy: 'Remove `dm.basesize` from `storage-opts` unless an image needs it.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.storageOptions, (options) =>
        options.some((one) => one.startsWith('dm.basesize'))
          ? 'it sets dm.basesize, so that each container may fill that much'
          : null,
      );
    }
  },
});
