import type { Gap } from '../../../model/gap.ts';
import type { Uncovered } from './match.ts';

/** Packages that no advisory can speak of: nothing was found about them because nothing was asked. */
export function uncoveredGaps(uncovered: readonly Uncovered[], image: string): Gap[] {
  return uncovered.map(({ ecosystem, packages }) => {
    const about = `${packages} package${packages === 1 ? '' : 's'}`;
    return {
      code: 'ADVISORIES_MISSING',
      source: 'advisories',
      subject: image,
      because:
        ecosystem === null
          ? `the distribution or release of ${about} is not known, so that no advisory can be held against them`
          : `no feed of the database speaks of ${ecosystem}, of which the image holds ${about}`,
      toKnow:
        ecosystem === null
          ? 'See that the image has an os-release file that names its distribution.'
          : `Build the database with a feed of ${ecosystem}: \`plimsoll advisories build --from\`.`,
      touches: ['images/vulnerabilities'],
    };
  });
}
