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
          ? `no ecosystem of advisories is known for ${about}, so that none can be held against them`
          : `no feed of the database speaks of ${ecosystem}, of which the image holds ${about}`,
      toKnow:
        ecosystem === null
          ? 'See that os-release names the distribution; look for advisories of programs without a package by hand.'
          : `Build the database with a feed of ${ecosystem}: \`plimsoll advisories build --from\`.`,
      touches: ['images/vulnerabilities'],
    };
  });
}
