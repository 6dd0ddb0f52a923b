import { image } from '../../../facts/image.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const imageLayersVerified = defineCheck({
  id: 'IMG-131',
  name: 'image-layers-verified',
  aspect: 'images/signatures',
  title: 'Every layer of an image has the digest it is named by',
  severity: 'critical',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.1.5' }],
  remedy: 'Do not run it: pull the image again from its source and find out who changed the copy.',
  toKnow: 'Ask the image as an archive (`docker save`) or an OCI layout, whose layers can be read.',
  needs: { images: image },
  *evaluate({ images }) {
    for (const about of images) {
      const { layers, at } = about.value;
      const wrong = layers.find(({ verified }) => verified.value === false);
      const unseen = layers.find(({ verified }) => verified.value === undefined);
      if (wrong !== undefined)
        yield fail(
          about,
          wrong.verified,
          `the layer ${wrong.digest ?? wrong.diffId} holds something else than its digest says`,
        );
      else if (unseen !== undefined)
        yield unknown(about, unseen.verified, unseen.verified.why ?? 'its layers were not read');
      else if (layers.length === 0) yield unknown(about, at, 'no layer of it was seen');
      else
        yield pass(
          about,
          layers.map(({ verified }) => verified),
        );
    }
  },
});
