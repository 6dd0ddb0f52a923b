import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { builtFrom, howToNameIt } from '../naming/named-images.ts';
import { judgeDigest } from './tag-rulings.ts';

export const baseImagePinnedByDigest = defineCheck({
  id: 'IMG-105',
  name: 'base-image-pinned-by-digest',
  aspect: 'images/trusted-sources',
  title: 'Builds name their base images by digest',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.2.2' }],
  remedy: 'Add the digest in FROM: `docker buildx imagetools inspect NAME:TAG` prints it.',
  toKnow: howToNameIt,
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const named of builtFrom(builds)) yield judgeDigest(named);
  },
});
