import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { imageScan, vulnerability, type ImageScan } from '../../../facts/vulnerability.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgeScans } from '../findings/judge-scans.ts';
import { pendingFixes } from '../findings/pending-fixes.ts';

export const imagePackagesCurrent = defineCheck({
  id: 'IMG-173',
  name: 'image-packages-current',
  aspect: 'images/updates',
  title: 'The packages of images have every security fix that is out',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'upgrades' },
  ],
  remedy: 'Update packages when the image is built, and build it again when updates are out.',
  toKnow: 'Run `plimsoll advisories update`, then `plimsoll images scan IMAGE`.',
  needs: { builds: build, images: image, scans: imageScan, vulnerabilities: vulnerability },
  *evaluate({ builds, images, scans, vulnerabilities }) {
    const pending = pendingFixes(vulnerabilities);
    yield* pending.judgements;
    const current = ({ packages, built }: ImageScan): string =>
      `no fix is pending for ${packages} packages, by advisories of ${built.slice(0, 10)}`;
    // What has a fix to take is told already and is not current; that not all was seen is told beside it.
    yield* judgeScans({ workloads: [], builds, images, scans }, current, pending.images);
  },
});
