import { image } from '../../../facts/image.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { defineCheck } from '../../../model/check.ts';

export const imageBuiltWithCopy = defineCheck({
  id: 'HRD-622',
  name: 'image-built-with-copy',
  aspect: 'hardening/practices',
  title: 'Files came into images by COPY',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '4.9' }],
  remedy: 'Write `COPY` in place of `ADD` for files of the build; fetch with a checksum what comes from elsewhere.',
  toKnow: 'Ask the image itself: `plimsoll ask docker:`, or its archive.',
  needs: { images: image },
  *evaluate({ images }) {
    for (const about of images) {
      const { history, references } = about.value;
      const steps = history.map(({ createdBy, at }) => ({
        text: createdBy.replace(/^\/bin\/sh -c #\(nop\)\s*/, ''),
        at,
      }));
      // The first step of an image without base unpacks its root file system, which only ADD can.
      const added = steps.filter(
        ({ text }, index) => /^ADD\s/.test(text) && !(index === 0 && /\s(in\s+)?\/(\s+# buildkit)?\s*$/.test(text)),
      );
      if (history.length === 0) yield unknown(about, about.value.at, `${references[0] ?? 'the image'} has no history`);
      else if (added.length === 0) yield pass(about, about.value.at);
      else
        yield fail(
          about,
          added[0]!.at,
          `was built with ${added[0]!.text.slice(0, 80)}${added.length > 1 ? ` and ${added.length - 1} more` : ''}`,
        );
    }
  },
});
