import { build } from '../../../facts/build.ts';
import { defineCheck } from '../../../model/check.ts';
import { builtFrom, howToNameIt } from '../naming/named-images.ts';
import { judgeTag } from './tag-rulings.ts';

export const baseImageNotMutableTag = defineCheck({
  id: 'IMG-104',
  name: 'base-image-not-mutable-tag',
  aspect: 'images/trusted-sources',
  title: 'Builds name their base images by a version, not by latest',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.2.2' }],
  remedy: 'Name the version in FROM, and better its digest: `FROM name:1.2.3@sha256:…`.',
  toKnow: howToNameIt,
  needs: { builds: build },
  *evaluate({ builds }) {
    for (const named of builtFrom(builds)) yield judgeTag(named);
  },
});
