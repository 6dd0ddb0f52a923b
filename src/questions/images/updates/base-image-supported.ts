import { build } from '../../../facts/build.ts';
import { image } from '../../../facts/image.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import type { About } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import type { Seen } from '../../../model/seen.ts';
import { baseImages, judgeReference } from '../naming/named-images.ts';
import { releaseOfSystem, releasesOfTag, type Releases } from './releases.ts';

export const baseImageSupported = defineCheck({
  id: 'IMG-171',
  name: 'base-image-supported',
  aspect: 'images/updates',
  title: 'Base images are of releases that still get security fixes',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '4.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'upgrades' },
  ],
  remedy: 'Build on a release that is still supported, and name both the language and the distribution in the tag.',
  toKnow: 'Ask the image itself, as an archive (`docker save`), so that its os-release is read.',
  needs: { builds: build, images: image, moments: moment },
  *evaluate({ builds, images, moments }) {
    const today = moments[0]?.value.now.slice(0, 10);
    for (const named of baseImages(builds)) {
      yield judgeReference(named, (reference) => ruling(named.about, named.written, releasesOfTag(reference), today));
    }
    for (const about of images) {
      const { os } = about.value;
      yield os.value === undefined
        ? unknown(about, os, os.why ?? 'the image does not say which system it holds', imageAlone(about))
        : ruling(about, os, releaseOfSystem(os.value), today);
    }
  },
});

/** An archive was read whole: there is nothing more in it to ask for. */
function imageAlone({ subject }: About): { readonly toKnow?: string } {
  return subject.source === 'image'
    ? { toKnow: 'Look into its Dockerfile for what it is built on; an image of one static program holds no system.' }
    : {};
}

function ruling(
  about: About,
  at: Seen<unknown>,
  { known, unknown: missing }: Releases,
  today: string | undefined,
): Judgement {
  if (today === undefined) return unknown(about, at, 'the day of asking is not known');
  const over = known.find(({ ends }) => ends < today);
  if (over !== undefined) return fail(about, at, `${over.label} has had no security fixes since ${over.ends}`);
  if (missing !== null) return unknown(about, at, missing);
  return pass(about, at, known.map(({ label, ends }) => `${label} is supported until ${ends}`).join('; '));
}
