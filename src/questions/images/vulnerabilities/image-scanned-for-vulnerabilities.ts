import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknownOfEach } from '../naming/every-image.ts';

export const imageScannedForVulnerabilities = defineCheck({
  id: 'IMG-151',
  name: 'image-scanned-for-vulnerabilities',
  aspect: 'images/vulnerabilities',
  title: 'Images were scanned with fresh advisories and hold no known hole above the threshold',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
  ],
  remedy: 'Scan images when they are built and again when advisories are new, and rebuild those with known holes.',
  toKnow: 'This version asks no advisories: scan the image with a vulnerability scanner of your choice.',
  needs: { workloads: workload, builds: build, images: image },
  evaluate: (facts) =>
    unknownOfEach(
      facts,
      (name) => `this version holds no packages against advisories, so whether ${name} holds known holes is not known`,
    ),
});
