import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { containerImages, howToNameIt } from '../naming/named-images.ts';
import { judgeTag } from './tag-rulings.ts';

export const imageNotMutableTag = defineCheck({
  id: 'IMG-102',
  name: 'image-not-mutable-tag',
  aspect: 'images/trusted-sources',
  title: 'Containers name their image by a version, not by latest',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.2.2' }],
  remedy: 'Name the version, and better its digest: `name:1.2.3@sha256:…`.',
  toKnow: howToNameIt,
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const named of containerImages(workloads)) yield judgeTag(named);
  },
});
