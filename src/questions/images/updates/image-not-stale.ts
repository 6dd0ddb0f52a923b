import { image } from '../../../facts/image.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const dayInMilliseconds = 86_400_000;
const maxDays = 180;
/** No container image is older: Docker was first released in 2013. What says so was built with a fixed time. */
const firstImages = Date.parse('2013-03-01T00:00:00Z');

export const imageNotStale = defineCheck({
  id: 'IMG-172',
  name: 'image-not-stale',
  aspect: 'images/updates',
  title: 'Images were built within the last 180 days',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.2.2' },
  ],
  remedy: 'Build the image anew on a current base, and do so on a schedule.',
  toKnow: 'Look up in the build system when the image was built.',
  needs: { images: image, moments: moment },
  *evaluate({ images, moments }) {
    const now = Date.parse(moments[0]?.value.now ?? '');
    for (const about of images) {
      const { created } = about.value;
      const built = Date.parse(created.value ?? '');
      if (created.value === undefined)
        yield unknown(about, created, created.why ?? 'the image does not say when it was built');
      else if (Number.isNaN(built)) yield unknown(about, created, 'the day of building is no date');
      else if (Number.isNaN(now)) yield unknown(about, created, 'the day of asking is not known');
      else if (built < firstImages)
        yield unknown(
          about,
          created,
          `built with the fixed time ${created.value.slice(0, 10)}, which says nothing of its age`,
        );
      else if (built > now + dayInMilliseconds)
        yield unknown(about, created, `built on ${created.value.slice(0, 10)}, which is yet to come`);
      else {
        const days = Math.max(0, Math.floor((now - built) / dayInMilliseconds));
        yield days > maxDays
          ? fail(about, created, `built ${days} days ago`)
          : pass(about, created, `built ${days} days ago`);
      }
    }
  },
});
