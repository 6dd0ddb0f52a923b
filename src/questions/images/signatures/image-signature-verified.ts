import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknownOfEach } from '../naming/every-image.ts';

export const imageSignatureVerified = defineCheck({
  id: 'IMG-132',
  name: 'image-signature-verified',
  aspect: 'images/signatures',
  title: 'Images carry a valid signature by an identity you trust',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.5' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.5' },
  ],
  remedy: 'Sign images where they are built, and refuse those without a valid signature where they run.',
  toKnow:
    'This version does not verify signatures: use a tool that does, such as `cosign verify` with the identity you expect.',
  needs: { workloads: workload, builds: build, images: image },
  evaluate: (facts) =>
    unknownOfEach(
      facts,
      (name) => `this version verifies no signatures, so whether ${name} has a valid one is not known`,
    ),
});
