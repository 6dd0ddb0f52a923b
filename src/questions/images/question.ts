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
      toKnow: 'Ask where images are named: manifests, `docker:` or an image archive.',
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
  checks: [],
};
