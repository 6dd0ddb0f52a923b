import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { imageScan } from '../../../facts/vulnerability.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeScans } from '../findings/judge-scans.ts';

export const imageScannedForVulnerabilities = defineCheck({
  id: 'IMG-151',
  name: 'image-scanned-for-vulnerabilities',
  aspect: 'images/vulnerabilities',
  title: 'Images were scanned whole with fresh advisories',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'image-scanning' },
  ],
  remedy: 'Scan images when they are built and again when advisories are new, and rebuild those with known holes.',
  toKnow: 'Run `plimsoll advisories update`, then `plimsoll images scan IMAGE`.',
  needs: { workloads: workload, builds: build, images: image, scans: imageScan },
  evaluate: (facts) =>
    judgeScans(facts, (scan) => `${scan.packages} packages, by advisories of ${scan.built.slice(0, 10)}`),
});
