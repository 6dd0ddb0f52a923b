import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknownOfEach } from '../naming/every-image.ts';

export const imagePackagesCurrent = defineCheck({
  id: 'IMG-173',
  name: 'image-packages-current',
  aspect: 'images/updates',
  title: 'The packages of images are current',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
  ],
  remedy: 'Update packages when the image is built, and build it again when updates are out.',
  toKnow:
    'This version knows of no updates: list those with updates inside the image, such as `apt list --upgradable`.',
  needs: { builds: build, images: image },
  evaluate: ({ builds, images }) =>
    unknownOfEach(
      { workloads: [], builds, images },
      (name) => `this version knows of no updates of packages, so whether those of ${name} are current is not known`,
    ),
});
