import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { containerImages, howToNameIt } from '../naming/named-images.ts';
import { judgeDigest } from './tag-rulings.ts';

export const imagePinnedByDigest = defineCheck({
  id: 'IMG-103',
  name: 'image-pinned-by-digest',
  aspect: 'images/trusted-sources',
  title: 'Containers name their image by digest',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.2.2' }],
  remedy: 'Add the digest: `docker buildx imagetools inspect NAME:TAG` prints it.',
  toKnow: howToNameIt,
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const named of containerImages(workloads)) yield judgeDigest(named);
  },
});
