import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknownOfEach } from '../naming/every-image.ts';

export const imageReviewed = defineCheck({
  id: 'IMG-191',
  name: 'image-reviewed',
  aspect: 'images/reviews',
  title: 'Custom images carry a valid, unexpired review by a person',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.1.5' }],
  remedy:
    'Have a person other than the author review each image before it is run, and record who, what and until when.',
  toKnow: 'This version reads no reviews: look where your team keeps its records of approval.',
  needs: { workloads: workload, builds: build, images: image },
  evaluate: (facts) =>
    unknownOfEach(facts, (name) => `this version reads no reviews, so whether a person reviewed ${name} is not known`),
});
