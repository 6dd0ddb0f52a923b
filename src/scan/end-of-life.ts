import type { Image } from '../facts/image.ts';
import type { Gap } from '../model/gap.ts';
import { releaseOfSystem } from '../questions/images/updates/releases.ts';

/**
 * Nobody looks for new vulnerabilities in a release that is at its end: that no advisory speaks of its
 * packages says nothing then.
 *
 * @param now ISO 8601
 */
export function endOfLifeGaps({ os }: Image, image: string, now: string): Gap[] {
  if (os.value === undefined) return [];
  const ended = releaseOfSystem(os.value).known.find(({ ends }) => ends < now.slice(0, 10));
  if (ended === undefined) return [];
  return [
    {
      code: 'ADVISORIES_OLD',
      source: 'advisories',
      subject: image,
      because: `${ended.label} has had no security fixes since ${ended.ends}, and its advisories end there`,
      toKnow: 'Build the image on a release that is still supported.',
      touches: ['images/vulnerabilities'],
      at: os.at,
    },
  ];
}
