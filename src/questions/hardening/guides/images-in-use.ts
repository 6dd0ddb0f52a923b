import { engine } from '../../../facts/engine.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const imagesInUse = defineCheck({
  id: 'HRD-640',
  name: 'images-in-use',
  aspect: 'hardening/guides',
  title: 'Images that nothing uses are removed',
  severity: 'info',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '6.1' }],
  remedy: '`docker image prune --all`, after a look at what `docker images` lists.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine },
  *evaluate({ engines }) {
    for (const { value, ...about } of engines) {
      yield judge(about, value.holds, (held) =>
        held.images - held.imagesUsed > held.imagesUsed && held.images > 1
          ? `${held.images - held.imagesUsed} of ${held.images} images are used by no container`
          : null,
      );
    }
  },
});
