import { imageFromTrustedSource } from './trusted-sources/image-from-trusted-source.ts';
import { imageNotMutableTag } from './trusted-sources/image-not-mutable-tag.ts';
import { imagePinnedByDigest } from './trusted-sources/image-pinned-by-digest.ts';
import { baseImageNotMutableTag } from './trusted-sources/base-image-not-mutable-tag.ts';
import { baseImagePinnedByDigest } from './trusted-sources/base-image-pinned-by-digest.ts';
import { imageRegistryNotRetired } from './trusted-sources/image-registry-not-retired.ts';
import { dockerfileFrontendPinned } from './trusted-sources/dockerfile-frontend-pinned.ts';
import { dockerfileAddUrlWithChecksum } from './trusted-sources/dockerfile-add-url-with-checksum.ts';
import { imageLayersVerified } from './signatures/image-layers-verified.ts';
import { imageSignatureVerified } from './signatures/image-signature-verified.ts';
import { imageScannedForVulnerabilities } from './vulnerabilities/image-scanned-for-vulnerabilities.ts';
import { noMaliciousPackage } from './vulnerabilities/no-malicious-package.ts';
import { noExploitedVulnerability } from './vulnerabilities/no-exploited-vulnerability.ts';
import { noFixableVulnerability } from './vulnerabilities/no-fixable-vulnerability.ts';
import { noUnfixedVulnerability } from './vulnerabilities/no-unfixed-vulnerability.ts';
import { baseImageSupported } from './updates/base-image-supported.ts';
import { imageNotStale } from './updates/image-not-stale.ts';
import { imagePackagesCurrent } from './updates/image-packages-current.ts';
import { imageReviewed } from './reviews/image-reviewed.ts';
import type { Question } from '../../model/question.ts';

/** Are the images trusted and verified? */
export const images: Question = {
  name: 'images',
  asks: 'Are the images trusted and verified?',
  aspects: [
    {
      name: 'trusted-sources',
      asks: 'Do images come from sources on the trust list, by digest and not by a mutable tag?',
      toKnow:
        'List the registries you trust under `trust.sources` in plimsoll.yaml and ask the manifests that name your images.',
    },
    {
      name: 'signatures',
      asks: 'Has each image a valid signature by an identity on the policy?',
      toKnow: 'Ask where images are named: manifests, `docker:` or an image archive.',
    },
    {
      name: 'vulnerabilities',
      asks: 'Was each image scanned with fresh advisories, and does it hold nothing above the threshold?',
      toKnow: 'Run `plimsoll advisories update`, then `plimsoll images scan IMAGE`.',
    },
    {
      name: 'updates',
      asks: 'Are base images and packages current, supported and rebuilt?',
      toKnow: 'Ask the Dockerfiles or the image archives (`docker save`).',
    },
    {
      name: 'reviews',
      asks: 'Does each custom image carry a valid, unexpired review by a person?',
      toKnow: 'Ask where images are named: manifests, `docker:` or an image archive.',
    },
  ],
  checks: [
    imageFromTrustedSource,
    imageNotMutableTag,
    imagePinnedByDigest,
    baseImageNotMutableTag,
    baseImagePinnedByDigest,
    imageRegistryNotRetired,
    dockerfileFrontendPinned,
    dockerfileAddUrlWithChecksum,
    imageLayersVerified,
    imageSignatureVerified,
    imageScannedForVulnerabilities,
    noMaliciousPackage,
    noExploitedVulnerability,
    noFixableVulnerability,
    noUnfixedVulnerability,
    baseImageSupported,
    imageNotStale,
    imagePackagesCurrent,
    imageReviewed,
  ],
};
