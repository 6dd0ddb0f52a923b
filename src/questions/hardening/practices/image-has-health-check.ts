import { image } from '../../../facts/image.ts';
import { judge } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const imageHasHealthCheck = defineCheck({
  id: 'HRD-620',
  name: 'image-has-health-check',
  aspect: 'hardening/practices',
  title: 'Images bring a health check',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.6' }],
  remedy: 'Add `HEALTHCHECK CMD` to the Dockerfile, with a command that fails when the service does not answer.',
  toKnow: 'Ask the image itself: `plimsoll ask docker:`, or its archive.',
  needs: { images: image },
  *evaluate({ images }) {
    for (const about of images) {
      yield judge(about, about.value.healthCheck, (has) =>
        has ? null : 'says nothing of how to ask whether it works',
      );
    }
  },
});
